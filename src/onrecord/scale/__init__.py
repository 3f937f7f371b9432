"""Many reports, on one machine or on several: inputs of any size in, a partitioned Parquet dataset out."""
