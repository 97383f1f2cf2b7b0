"""Pictures of what inspectors see, painted: a street, a pavement, and the trouble on it, or its place swept clean."""

from __future__ import annotations

import io
import random
from datetime import datetime

from PIL import Image, ImageDraw, ImageFont

_SIZE = (960, 720)
_HORIZON = 300


def photo(about: str, code: str, at: datetime, *, mended: bool = False) -> bytes:
    """A JPEG of some 30 kB. The same `about` (a case's id) gives the same street, before and after."""
    street = random.Random(about)
    image = Image.new("RGB", _SIZE, _mixed(street, (150, 180, 205), 20))
    draw = ImageDraw.Draw(image)
    x = 0
    while x < _SIZE[0]:
        width, height = street.randint(70, 170), street.randint(90, 260)
        draw.rectangle((x, _HORIZON - height, x + width, _HORIZON), fill=_mixed(street, (150, 135, 120), 40))
        for left in range(x + 12, x + width - 18, 30):
            for top in range(_HORIZON - height + 15, _HORIZON - 25, 40):
                draw.rectangle((left, top, left + 14, top + 20), fill=_mixed(street, (90, 105, 125), 25))
        x += width + street.randint(0, 12)
    draw.rectangle((0, _HORIZON, *_SIZE), fill=(96, 98, 100))
    draw.polygon(((0, 430), (_SIZE[0], 380), (_SIZE[0], 720), (0, 720)), fill=_mixed(street, (168, 162, 150), 12))
    for step in range(0, _SIZE[0], 80):
        draw.line((step, 425 - step // 19, step - 160, 720), fill=(140, 135, 126), width=2)
    if not mended:
        _trouble(draw, street, covers=code.startswith("C"))
    draw.text((20, 684), f"{at:%Y-%m-%d %H:%M:%S}  {code}", fill=(255, 230, 120), font=ImageFont.load_default(22))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=78)
    return out.getvalue()


def _trouble(draw: ImageDraw.ImageDraw, street: random.Random, *, covers: bool) -> None:
    if covers:
        draw.ellipse((380, 500, 580, 590), fill=(25, 24, 23), outline=(70, 68, 64), width=9)
        return
    for _ in range(street.randint(5, 11)):
        x, y, size = street.randint(300, 620), street.randint(470, 600), street.randint(24, 80)
        draw.ellipse((x, y, x + size, y + size * 0.7), fill=_mixed(street, (70, 75, 60), 45))


def _mixed(street: random.Random, colour: tuple[int, int, int], spread: int) -> tuple[int, int, int]:
    red, green, blue = (max(0, min(255, part + street.randint(-spread, spread))) for part in colour)
    return red, green, blue
