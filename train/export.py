"""Write a trained Reader as the package's weights: `python train/export.py BASE RUN OUT --quantise dynamic`.

OUT gets model.onnx (int8), vectors.npy (what makes vectors of states), tokenizer.json and reader.json (head sizes, link biases, special
ids, provenance).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from network import DEPREL, DISTANCES, ENTITIES, MENTIONS, SMALL, TAGS, UPOS, VECTORS, WIDTH, Reader, load_base, load_weights


class Exported(torch.nn.Module):
    """The Reader with two named outputs: states and small (all classifiers in one row). Vectors are made of states where asked for."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, ids: torch.Tensor, case: torch.Tensor, quote: torch.Tensor) -> tuple[torch.Tensor, ...]:
        x, small, _ = self.reader(ids, torch.ones_like(ids), case, quote)
        return x, small


def write_float(model: Reader, path: Path) -> None:
    ids = torch.randint(1000, 2000, (2, 24))
    zero = torch.zeros_like(ids)
    torch.onnx.export(
        Exported(model).eval(), (ids, zero, zero), str(path), dynamo=False, opset_version=17, custom_opsets={"com.microsoft": 1},
        input_names=["ids", "case", "quote"], output_names=["states", "small"],
        dynamic_axes={n: {0: "b", 1: "n"} for n in ("ids", "case", "quote", "states", "small")},
    )  # fmt: skip


def quantise(source: Path, target: Path, how: str) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as d:
        ready = Path(d) / "ready.onnx"
        quant_pre_process(str(source), str(ready), skip_symbolic_shape=True)
        if how == "none":
            shutil.copy(ready, target)
        elif how == "dynamic":
            quantize_dynamic(
                str(ready), str(target), per_channel=True, reduce_range=False, weight_type=QuantType.QInt8,
                op_types_to_quantize=["MatMul", "Gather"], extra_options={"MatMulConstBOnly": True},
            )  # fmt: skip
        elif how == "blocks":
            import onnx
            from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

            # 8-bit weights in blocks of 64, activations in blocks too: gentler than one scale a tensor
            config = DefaultWeightOnlyQuantConfig(block_size=64, is_symmetric=True, accuracy_level=4, bits=8)
            q = MatMulNBitsQuantizer(onnx.load(str(ready)), algo_config=config)
            q.process()
            half = Path(d) / "half.onnx"
            q.model.save_model_to_file(str(half))
            quantize_dynamic(str(half), str(target), weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["Gather"])


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("base", type=Path)
    ap.add_argument("weights", type=Path, help="model.pt of fit.py")
    ap.add_argument("out", type=Path)
    ap.add_argument("--layers", type=int)
    ap.add_argument("--quantise", choices=["none", "dynamic", "blocks"], default="dynamic")
    ap.add_argument("--name", default="fast")
    ap.add_argument("--size", type=int, default=256)
    ap.add_argument("--overlap", type=int, default=32, help="pieces that neighbouring windows share")
    o = ap.parse_args()
    model = load_base(o.base, o.layers)
    load_weights(model, o.weights)
    model.eval()
    o.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as d:
        write_float(model, Path(d) / "float.onnx")
        quantise(Path(d) / "float.onnx", o.out / "model.onnx", o.quantise)
    with torch.no_grad():
        vectors = torch.cat([model.vectors.weight.T, model.vectors.bias[None]]).numpy().astype(np.float16)
    np.save(o.out / "vectors.npy", vectors)
    tok = Tokenizer.from_file(str(o.base / "tokenizer.json"))
    tok.no_truncation()
    tok.no_padding()
    tok.save(str(o.out / "tokenizer.json"), pretty=False)
    special = [
        next(i for i in map(tok.token_to_id, names) if i is not None) for names in (("<s>", "[CLS]"), ("</s>", "[SEP]"), ("<pad>", "[PAD]"))
    ]
    digest = hashlib.sha256((o.out / "model.onnx").read_bytes() + (o.out / "vectors.npy").read_bytes()).hexdigest()
    (o.out / "reader.json").write_text(
        json.dumps(
            {
                "name": o.name, "version": f"{o.name}-{digest[:12]}", "sha256": digest, "size": o.size, "overlap": o.overlap,
                "special": special,
                "small": SMALL, "vectors": VECTORS, "width": WIDTH, "distances": DISTANCES, "tags": TAGS, "entities": ENTITIES,
                "mentions": MENTIONS, "upos": UPOS, "deprel": DEPREL,
                "near": [[round(x, 4) for x in row] for row in model.near.tolist()], "none": [round(x, 4) for x in model.none.tolist()],
            },
            indent=1,
        ) + "\n", encoding="utf-8")  # fmt: skip
    print(f"{o.out}: {(o.out / 'model.onnx').stat().st_size / 1e6:.1f} MB, sha256 {digest[:12]}")


if __name__ == "__main__":
    sys.exit(main())
