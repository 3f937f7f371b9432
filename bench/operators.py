"""What the encoder's pass is made of, and the least it could take: `.venv/bin/python bench/operators.py FOLDER...` (extra `train`: onnx).

Prints the share of each operator in a pass over one full window, the multiply-adds of a word piece, what this machine does of them in a
second through onnxruntime on matrices of the same shapes, and from these the reports a second that no change of code could exceed while
the model stays as it is. All times are of one core, processor time, the best of several.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from onnx import TensorProto, helper, load

from onrecord.acquire import read_sources
from onrecord.encode.load import OVERLAP, Reader, load_reader, model_folder
from onrecord.encode.pieces import cut
from onrecord.model import Capture

REPEATS, RUNS = 7, 10
JOINED = {  # operators by what they are for
    "MatMulInteger": "matrices, int8", "MatMul": "matrices, fp32", "Gemm": "matrices, fp32", "FusedMatMul": "matrices, fp32",
    "DynamicQuantizeMatMul": "matrices, int8", "MatMulIntegerToFloat": "matrices, int8", "MultiHeadAttention": "attention",
    "Attention": "attention", "Softmax": "attention", "DynamicQuantizeLinear": "quantising", "Cast": "quantising",
    "LayerNormalization": "normalising", "SkipLayerNormalization": "normalising", "Erf": "GELU", "Gelu": "GELU", "BiasGelu": "GELU",
    "FastGelu": "GELU", "QuickGelu": "GELU",
}  # fmt: skip


def options() -> Any:
    """One thread, as a worker has."""
    made = ort.SessionOptions()
    made.intra_op_num_threads = made.inter_op_num_threads = 1
    made.log_severity_level = 3
    made.enable_mem_pattern = False
    return made


def least(work: Callable[[], object]) -> float:
    """Seconds of processor time that one call takes, at best."""
    work()
    times = []
    for _ in range(REPEATS):
        begin = time.process_time()
        for _ in range(RUNS):
            work()
        times.append((time.process_time() - begin) / RUNS)
    return min(times)


def shares(model: Path, feeds: dict[str, Any], folder: Path) -> Iterator[tuple[str, float, int]]:
    """Milliseconds and calls of each operator in one pass."""
    profiled = options()
    profiled.enable_profiling = True
    profiled.profile_file_prefix = str(folder / "operators")
    session = ort.InferenceSession(
        str(model), profiled, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )  # as encode/load.py has it
    for _ in range(2 * RUNS):
        session.run(None, feeds)
    quickest: dict[tuple[str, str], float] = {}  # of each node: a clock's time holds what else the machine did meanwhile
    for event in json.loads(Path(session.end_profiling()).read_text(encoding="utf-8")):
        if event.get("cat") == "Node" and "op_name" in event.get("args", {}):
            node = (event["args"]["op_name"], event["name"])
            quickest[node] = min(event["dur"], quickest.get(node, event["dur"]))
    spent: Counter[str] = Counter()
    for (name, _), took in quickest.items():
        spent[name] += took  # type: ignore[assignment]
    for name, total in spent.most_common():
        yield name, total / 1000, sum(node == name for node, _ in quickest)


def weights(model: Path) -> list[tuple[int, int]]:
    """The shapes of the matrices that every piece is multiplied by."""
    graph = load(str(model)).graph
    used = {name for node in graph.node if "MatMul" in node.op_type or node.op_type == "Gemm" for name in node.input}
    return [(int(w.dims[0]), int(w.dims[1])) for w in graph.initializer if w.name in used and len(w.dims) == 2]


def attention_widths(model: Path) -> list[int]:
    """The numbers of a piece that each layer's attention compares: its heads together."""
    graph = load(str(model)).graph
    made = {name: node for node in graph.node for name in node.output}
    biases = {w.name: int(w.dims[0]) for w in graph.initializer if len(w.dims) == 1}
    queries = [made[node.input[0]] for node in graph.node if node.op_type == "MultiHeadAttention"]
    return [next(biases[name] for name in query.input if name in biases) for query in queries]


def product(n: int, k: int, m: int, *, whole: bool) -> Callable[[], object]:
    """A session that multiplies (n, k) by fixed (k, m) numbers: 8-bit whole ones or 32-bit fractions."""
    rng = np.random.default_rng(7)
    b: Any = rng.integers(-127, 127, (k, m)).astype(np.int8) if whole else rng.standard_normal((k, m)).astype(np.float32)
    a: Any = rng.integers(0, 255, (1, n, k)).astype(np.uint8) if whole else rng.standard_normal((1, n, k)).astype(np.float32)
    kinds = (TensorProto.UINT8, TensorProto.INT8, TensorProto.INT32) if whole else (TensorProto.FLOAT,) * 3
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger" if whole else "MatMul", ["a", "b"], ["c"])],
        "product",
        [helper.make_tensor_value_info("a", kinds[0], [1, n, k])],
        [helper.make_tensor_value_info("c", kinds[2], [1, n, m])],
        [helper.make_tensor("b", kinds[1], [k, m], b.tobytes(), raw=True)],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = ort.InferenceSession(made.SerializeToString(), options(), providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"a": a})


def measure_reports(sources: list[str], reader: Reader) -> tuple[int, float]:
    """The usual length of a window, and the word pieces that the encoder reads of a report, those that windows share counted twice."""
    lengths = [len(cut(c.text or "", reader.tokenizer)) for c in read_sources(sources) if isinstance(c, Capture) and c.text]
    size, shared = int(reader.meta["size"]) - 2, int(reader.meta.get("overlap", OVERLAP))
    # as Reader.run cuts them: windows of one length, each with two marks
    counts = [1 if n <= size else -(-(n - shared) // (size - shared)) for n in lengths]
    read = [n + (k - 1) * shared + 2 * k for n, k in zip(lengths, counts, strict=True)]
    n, pieces, reports = round(sum(read) / sum(counts)), sum(read) / len(read), len(lengths)
    print(f"{reports} reports of {sum(lengths) / reports:.0f} word pieces on average, each read as {sum(counts) / reports:.2f} windows")
    print(f"of {n} pieces: {pieces:.0f} pieces a report go through the encoder")
    return n, pieces


def measure_passes(reader: Reader, n: int, model: Path) -> float:
    """Seconds of a pass over n pieces, with passes of other lengths and the shares of the operators printed beside it."""

    def feeds(length: int) -> dict[str, Any]:
        ids = np.random.default_rng(7).integers(1000, 2000, (1, length))
        return {"ids": ids, "case": np.ones_like(ids), "quote": np.zeros_like(ids)}

    print("\none pass, by the length of the window:")
    for length in (64, 128, 192, 256, 320, 400, 512):
        given = feeds(length)
        took = least(lambda given=given: reader.session.run(None, given))  # type: ignore[misc]
        print(f"  {length:4} pieces {1000 * took:7.1f} ms {1e6 * took / length:7.1f} µs a piece")
    usual = feeds(n)
    a_pass = least(lambda: reader.session.run(None, usual))
    print(f"  {n:4} pieces {1000 * a_pass:7.1f} ms {1e6 * a_pass / n:7.1f} µs a piece; its operators (by the clock, the quickest of each):")
    classes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for name, took, calls in shares(model, usual, Path(folder)):
            classes[JOINED.get(name, "adding, multiplying and the rest")] += took  # type: ignore[assignment]
            print(f"    {name:28} {took:7.2f} ms {calls:4} calls")
    for name, took in classes.most_common():
        print(f"  {name:34} {100 * took / classes.total():4.0f} %")
    return a_pass


def measure_floor(model: Path, n: int, a_pass: float) -> float:
    """Seconds that the products of a pass over n pieces would take by themselves."""
    shapes = weights(model)
    widths = attention_widths(model)
    fixed, attention = sum(k * m for k, m in shapes), 2 * n * sum(widths)
    print(f"\nmultiply-adds a piece ({len(widths)} layers, attention {', '.join(map(str, widths))} wide): ", end="")
    print(f"{fixed / 1e6:.2f} million with fixed matrices, {attention / 1e6:.2f} in attention over {n} pieces")
    speed: dict[bool, float] = {}
    for whole in (True, False):
        each = {shape: least(product(n, *shape, whole=whole)) for shape in set(shapes)}
        total = sum(each[shape] for shape in shapes)
        speed[whole] = n * fixed / total
        shown = ", ".join(f"{k}x{m}: {n * k * m / each[k, m] / 1e9:.0f}" for k, m in sorted(each))
        print(
            f"  {'int8' if whole else 'fp32'} through onnxruntime: {speed[whole] / 1e9:.0f} thousand million a second ({shown}), ", end=""
        )
        print(f"{1000 * total:.1f} ms a window")
    floor = n * fixed / speed[True] + n * attention / speed[False]
    print(f"a window's products alone (attention's in fp32): {1000 * floor:.1f} ms, {100 * floor / a_pass:.0f} % of the pass as it is")
    return floor


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("sources", nargs="+", help="reports, for their lengths")
    ap.add_argument("--model", default="fast")
    given = ap.parse_args()
    model, reader = model_folder(given.model) / "model.onnx", load_reader(given.model)
    n, pieces = measure_reports(given.sources, reader)
    a_pass = measure_passes(reader, n, model)
    floor = measure_floor(model, n, a_pass)
    least_report, report = floor * pieces / n, a_pass * pieces / n
    print(f"\na report's encoder: {1000 * report:.1f} ms, at the very least {1000 * least_report:.1f} ms; reports a second on two cores:")
    for rest in (0, 10, 20, 35):
        print(
            f"  with {rest:2} ms for all else: {2 / (report + rest / 1000):5.1f}, at the very most {2 / (least_report + rest / 1000):5.1f}"
        )


if __name__ == "__main__":
    main()
