"""List the words that stand in PolNeAR's cues: `python train/cue_words.py ../shared/data/polnear/train OUT`.

A word is listed where at least one in five of its uses, and at least three, lies in a cue. The second pass reads only contents that
hold one.
"""

from __future__ import annotations

import collections
import re
import sys
from pathlib import Path

from fit import scorer

WORD = re.compile(r"[^\W\d_]+")


def main() -> None:
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    used: collections.Counter[str] = collections.Counter()
    cued: collections.Counter[str] = collections.Counter()
    for _, _, text, attributions in scorer(folder.parents[2] / "tools").load_gold(str(folder), "first"):
        used.update(w.lower() for w in WORD.findall(text))
        for a in attributions:
            for s, e in a["cue"]:
                cued.update(w.lower() for w in WORD.findall(text[s:e]))
    words = sorted(w for w, n in cued.items() if n >= 3 and n / used[w] >= 1 / 5 and len(w) > 2)
    head = "# Words that carry a cue in PolNeAR 1.0's training part (counts only; made by train/cue_words.py).\n"
    out.write_text(head + "\n".join(words) + "\n", encoding="utf-8")
    print(len(words), "words")


if __name__ == "__main__":
    main()
