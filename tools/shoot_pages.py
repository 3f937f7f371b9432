"""Take screenshots of the pages: `python tools/shoot_pages.py ADDRESS FOLDER PATH...`, in light and dark and at the width of a telephone.

`python tools/shoot_pages.py --readme` makes docs/pages.png over the sample reports.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
LOOKS = {"light": (1280, 900, "light"), "dark": (1280, 900, "dark"), "phone": (380, 800, "light")}


def chromium() -> str | None:
    """Where a Chromium is installed, None where there is none."""
    found = os.environ.get("ONRECORD_CHROMIUM")
    return found or next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)


def shoot(address: str, folder: Path, paths: list[str], looks: list[str], *, whole: bool = True) -> None:
    """A picture of each path in each look; prints what is wider than the window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for look in looks:
            width, height, scheme = LOOKS[look]
            page = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme).new_page()  # type: ignore[arg-type]
            for path in paths:
                page.goto(address + path)
                name = (path.strip("/").split("?")[0].replace("/", "-")[:40] or "front") + f"-{look}.png"
                page.screenshot(
                    path=folder / name, full_page=whole, clip=None if whole else {"x": 0, "y": 0, "width": width, "height": height}
                )
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    print(f"{name}: {wide} wide")
        browser.close()


def readme() -> None:
    """Read the sample reports into an archive, open it, and take the picture of the README."""
    import subprocess
    import tempfile

    root = Path(__file__).resolve().parents[1]
    with tempfile.TemporaryDirectory() as folder:
        archive = str(Path(folder) / "samples.db")
        command = [sys.executable, "-m", "onrecord"]
        subprocess.run([*command, "add", str(root / "examples"), "--archive", archive], check=True)  # noqa: S603
        serving = subprocess.Popen([*command, "serve", "--archive", archive, "--port", "0"], stdout=subprocess.PIPE, text=True)  # noqa: S603
        try:
            assert serving.stdout is not None
            address = serving.stdout.readline().split(" at ")[1].strip().rstrip("/")
            import json
            from urllib.request import urlopen

            with urlopen(f"{address}/api/reports") as found:  # noqa: S310
                reports = json.load(found)["reports"]
            best = max(reports, key=lambda r: r["statements"])
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
                page = browser.new_context(viewport={"width": 1180, "height": 820}).new_page()
                page.goto(f"{address}/report/{best['article']}")
                page.screenshot(path=root / "docs" / "pages.png")
                browser.close()
        finally:
            serving.terminate()
            serving.wait(10)


if __name__ == "__main__":
    if sys.argv[1:] == ["--readme"]:
        readme()
    else:
        target = Path(sys.argv[2])
        target.mkdir(parents=True, exist_ok=True)
        shoot(sys.argv[1], target, sys.argv[3:], list(LOOKS))
