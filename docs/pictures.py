"""Make the pictures of the README from real replies; needs Chromium.

.venv/bin/python docs/pictures.py
"""

import subprocess
import tempfile
from html import escape
from pathlib import Path

from bot.build import build_answerer, build_library, build_reader
from bot.settings import SEEDS
from bot.telegram_app.buttons import reply_buttons
from bot.telegram_app.fitting import to_fitting_html
from bot.wording import wording

DOCS = Path(__file__).parent
QUESTIONS = (
    "When did Trump and Kim meet?",
    "Which news agency quoted Shinzo Abe?",
    "How old is Kim Jong Un?",
)
STYLE = """
body { margin: 0; padding: 16px; width: 640px; background: #dfe7ee; display: flex;
       flex-direction: column; gap: 8px; font: 15px/1.4 system-ui, "DejaVu Sans", sans-serif; }
.said { border-radius: 12px; padding: 8px 12px; max-width: 85%; white-space: pre-wrap;
        box-shadow: 0 1px 2px #0002; }
.user { align-self: flex-end; background: #e3fdd0; }
.bot { align-self: flex-start; background: #fff; }
blockquote { margin: 0; padding: 4px 10px; border-left: 3px solid #3a86c8; background: #3a86c812;
             border-radius: 4px; }
.buttons { align-self: flex-start; display: flex; flex-wrap: wrap; gap: 6px; max-width: 85%; }
.buttons span { background: #6b859a; color: #fff; border-radius: 8px; padding: 4px 12px;
                font-size: 14px; }
"""


def conversation() -> str:
    """The page of a chat in which the questions are answered from the seed articles."""
    library, words = build_library(SEEDS), wording()
    answerer = build_answerer(library, build_reader(None))
    parts = []
    for question in QUESTIONS:
        reply = answerer.answer(question)
        parts.append(f'<div class="said user">{escape(question)}</div>')
        parts.append(f'<div class="said bot">{to_fitting_html(reply, words)}</div>')
        markup = reply_buttons(reply, "key", words)
        labels = [button.text for row in markup.inline_keyboard for button in row] if markup else []
        spans = "".join(f"<span>{escape(label)}</span>" for label in labels)
        parts.append(f'<div class="buttons">{spans}</div>' if spans else "")
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>{''.join(parts)}"


def photograph(page: Path, picture: Path, width: int, height: int) -> None:
    """Save how Chromium shows the page."""
    subprocess.run(
        [
            *("chromium", "--headless", "--no-sandbox", "--hide-scrollbars"),
            *(f"--screenshot={picture}", f"--window-size={width},{height}", page.as_uri()),
        ],
        check=True,
        capture_output=True,
    )


def main() -> None:
    """Make both pictures."""
    with tempfile.TemporaryDirectory() as folder:
        chat, report = Path(folder) / "chat.html", Path(folder) / "report.html"
        chat.write_text(conversation(), "utf-8")
        photograph(chat, DOCS / "telegram.png", 672, 850)
        command = [".venv/bin/footnote", "eval", SEEDS / "questions.jsonl", "--report", report]
        subprocess.run(command, check=True, capture_output=True)
        photograph(report, DOCS / "report.png", 1280, 1500)


if __name__ == "__main__":
    main()
