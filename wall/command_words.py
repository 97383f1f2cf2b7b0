"""What is typed on the command line, as intents: pure. Chinese, pinyin initials and English mean the same.

`37` is a camera; a word and its argument is an act: `find 井盖`, `case 128`, `scene leader`, `ack`, `stop`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wall.case_line import case_line


@dataclass(frozen=True)
class Intent:
    """One act. `verb` is a key of VERBS, or `deed` (an act on a case: `wall.case_line`), `unknown`, `empty`."""

    verb: str
    argument: str = ""


@dataclass(frozen=True)
class Word:
    """One act's names, the first is shown; `argument` is camera, case, pole, scene, text, lang, theme or empty."""

    names: tuple[str, ...]
    argument: str = ""


VERBS: Final[dict[str, Word]] = {
    "camera": Word(("cam", "sxj", "摄像机"), "camera"),
    "case": Word(("case", "aj", "案件"), "case"),
    "find": Word(("find", "f", "cz", "查找"), "text"),
    "pole": Word(("pole", "yz", "音柱"), "pole"),
    "scene": Word(("scene", "cj", "场景"), "scene"),
    "layout": Word(("layout", "bj", "布局"), "text"),
    "tour": Word(("tour", "xh", "巡航"), "text"),
    "preset": Word(("pre", "yzw", "预置"), "text"),
    "keep": Word(("keep", "cyz", "存预置"), "text"),
    "put": Word(("put", "tdao", "投到"), "text"),
    "salvo": Word(("salvo", "zx", "组显"), "text"),
    "ack": Word(("ack", "qr", "确认")),
    "pair": Word(("pair", "pd", "配对"), "text"),
    "stop": Word(("stop", "tb", "全部停播")),
    "profile": Word(("profile", "csda", "城市档案")),
    "leave": Word(("logout", "tc", "退出")),
    "lang": Word(("lang", "yy", "语言"), "lang"),
    "theme": Word(("theme", "zt", "主题"), "theme"),
    "help": Word(("help", "?", "？", "bz", "帮助")),
}
CHOICES: Final[dict[str, tuple[str, ...]]] = {"lang": ("zh", "en"), "theme": ("dark", "light")}
_NAMED = {name: verb for verb, word in VERBS.items() for name in word.names}


def parse(text: str) -> Intent:
    """The intent of a line; a leading slash is allowed."""
    words = text.strip().removeprefix("/").split(maxsplit=1)
    if not words:
        return Intent("empty")
    head, argument = words[0].lower(), words[1].strip() if len(words) > 1 else ""
    if head.isdigit() and not argument:
        return Intent("camera", str(int(head)))
    if head.startswith("#") and head[1:].isdigit() and not argument:
        return Intent("case", str(int(head[1:])))
    verb = _NAMED.get(head)
    if verb is None:
        line = text.strip().removeprefix("/").strip()
        return Intent("deed", line) if case_line(line) is not None else Intent("unknown", words[0])
    wanted = VERBS[verb].argument
    if wanted in ("camera", "case", "pole") and not argument.removeprefix("#").isdigit():
        return Intent("incomplete", verb)
    if (wanted and not argument) or (wanted in CHOICES and argument not in CHOICES[wanted]):
        return Intent("incomplete", verb)
    if wanted in ("camera", "case", "pole"):
        argument = str(int(argument.removeprefix("#")))
    return Intent(verb, argument if wanted else "")


def completions(text: str, scenes: tuple[str, ...]) -> list[str]:
    """Whole lines that begin with what was typed, best first."""
    typed = text.lstrip(" /").lower()
    if not typed:
        return []
    head, space, argument = typed.partition(" ")
    if not space:
        return [word.names[0] for word in VERBS.values() if any(name.startswith(head) for name in word.names)]
    verb = _NAMED.get(head)
    if verb is None:
        return []
    wanted = VERBS[verb].argument
    choices = scenes if wanted == "scene" else CHOICES.get(wanted, ())
    return [f"{head} {choice}" for choice in choices if choice.startswith(argument.strip())]
