"""Positions for discourse network analysis: a signed two-mode network of holders and questions, as CSV and GraphML.

The CSV has one row a position (a statement in the terms of discourse network analysis: actor, concept, agreement, date, source). The
GraphML has holders and questions as nodes and one edge for each pair, with counts by stance and a signed weight.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from onrecord.align.changes import Dated

COLUMNS = ("date", "holder", "holder_id", "question", "stance", "agreement", "condition", "outlet", "source", "statement", "score")
SIGN = {"for": 1, "conditional": 0, "against": -1}
NAMESPACE = "http://graphml.graphdrawing.org/xmlns"


def network_csv(rows: Sequence[Dated]) -> str:
    """One line a position; agreement: 1 for, 0 conditional, -1 against."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for r in rows:
        p = r.position
        writer.writerow(
            {
                "date": r.date or "",
                "holder": p.holder,
                "holder_id": p.holder_id or "",
                "question": p.question,
                "stance": p.stance,
                "agreement": SIGN[p.stance],
                "condition": p.condition.text if p.condition else "",
                "outlet": r.outlet or "",
                "source": r.source,
                "statement": p.statement or "",
                "score": p.score,
            }
        )
    return out.getvalue()


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
            if mode == "holder" and holders[name]:
                _data(node, "wikidata", holders[name] or "")
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
