"""Positions for discourse network analysis: a signed two-mode network of holders and questions, as GraphML.

Holders and questions are nodes, with one edge for each pair, its counts by stance and a signed weight. (The rows that `onrecord positions
--format csv` writes are the statements of such an analysis: actor, concept, agreement, date, source.)
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from onrecord.align.changes import Dated

SIGN = {"for": 1, "conditional": 0, "against": -1}
NAMESPACE = "http://graphml.graphdrawing.org/xmlns"


def network_graphml(rows: Sequence[Dated]) -> str:
    """A two-mode graph in GraphML: nodes with `mode` holder or question, edges with counts and `weight` = (for - against) / all."""
    root = ET.Element("graphml", xmlns=NAMESPACE)
    keys = (
        ("label", "node", "string"), ("mode", "node", "string"), ("wikidata", "node", "string"), ("for", "edge", "int"),
        ("conditional", "edge", "int"),
        ("against", "edge", "int"),
        ("weight", "edge", "double"), ("first", "edge", "string"), ("last", "edge", "string"),
    )  # fmt: skip
    for name, of, kind in keys:
        ET.SubElement(root, "key", {"id": name, "for": of, "attr.name": name, "attr.type": kind})
    graph = ET.SubElement(root, "graph", id="positions", edgedefault="undirected")
    holders = {r.position.holder: r.position.holder_id for r in reversed(rows)}
    questions = sorted({r.position.question for r in rows})
    for mode, names in (("holder", sorted(holders)), ("question", questions)):
        for name in names:
            node = ET.SubElement(graph, "node", id=f"{mode}:{name}")
            _data(node, "label", name)
            _data(node, "mode", mode)
            known = holders.get(name) if mode == "holder" else None
            if known and known[:1] == "Q" and known[1:].isdigit():
                _data(node, "wikidata", known)
    pairs: dict[tuple[str, str], list[Dated]] = {}
    for r in rows:
        pairs.setdefault((r.position.holder, r.position.question), []).append(r)
    for (holder, question), some in sorted(pairs.items()):
        edge = ET.SubElement(graph, "edge", source=f"holder:{holder}", target=f"question:{question}")
        for stance in SIGN:
            _data(edge, stance, str(sum(r.position.stance == stance for r in some)))
        _data(edge, "weight", f"{sum(SIGN[r.position.stance] for r in some) / len(some):.3f}")
        days = sorted(r.date for r in some if r.date)
        if days:
            _data(edge, "first", days[0])
            _data(edge, "last", days[-1])
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _data(parent: ET.Element, key: str, value: str) -> None:
    ET.SubElement(parent, "data", key=key).text = value
