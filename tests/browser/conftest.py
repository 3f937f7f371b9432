"""The pages in a real Chromium, over an archive of invented reports. Skipped, saying so, where there is no Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from pages_made import fill

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def chromium() -> str | None:
    named = os.environ.get("ONRECORD_CHROMIUM")
    return named or next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    archive = fill(tmp_path_factory.mktemp("browser") / "a.db")
    command = [sys.executable, "-m", "onrecord", "serve", "--archive", str(archive), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        line = serving.stdout.readline()
        assert " at http://127.0.0.1:" in line
        yield line.split(" at ")[1].strip().rstrip("/")
        serving.terminate()
        serving.wait(10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    found = chromium()
    if found is None:
        told = "no Chromium is installed (Debian: apt-get install chromium; or set ONRECORD_CHROMIUM)"
        if os.environ.get("ONRECORD_BROWSER") == "required":
            pytest.fail(f"{told}, and the browser tests must not be skipped here", pytrace=False)
        pytest.skip(told)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    problems: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda e: problems.append(str(e)))
    opened.on("request", lambda r: asked.append(r.url))
    yield opened
    assert [p for p in problems if "favicon" not in p and "404" not in p] == []
    assert [u for u in asked if not u.startswith(address)] == []
    context.close()


@pytest.fixture
def phone(browser: Any, address: str) -> Iterator[Any]:
    context = browser.new_context(base_url=address, viewport={"width": 380, "height": 800}, java_script_enabled=False)
    yield context.new_page()
    context.close()
