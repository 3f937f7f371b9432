"""The larger weights for onrecord, in `weights/`; found and loaded by `onrecord.encode.load`."""
