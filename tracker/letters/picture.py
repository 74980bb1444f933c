"""A picture of a letter: a photograph or a scan, of one page or several."""

from __future__ import annotations

from io import BytesIO
from itertools import islice

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from tracker.letters import ocr
from tracker.letters.layout import flow
from tracker.letters.lettertext import LetterText, Limits
from tracker.letters.lines import Page

_FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")
_MOST_PIXELS = 40_000_000


def read(content: bytes, _source: str, limits: Limits) -> LetterText:
    """The text that OCR finds; a TIFF may hold several pages."""
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            media_type = Image.MIME.get(image.format or "", "image/unknown")
            if image.width * image.height > _MOST_PIXELS:
                reason = f"The picture has more than {_MOST_PIXELS // 1_000_000} million dots; scan it at 300 dots per inch."
                return LetterText("", media_type, unread_reason=reason)
            return _read_frames(image, media_type, limits)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        reason = "The picture is damaged or cut off; fetch or scan it again."
        return LetterText("", "image/unknown", unread_reason=reason)


def _read_frames(image: Image.Image, media_type: str, limits: Limits) -> LetterText:
    pages: list[Page] = []
    scans: list[int] = []
    reason: str | None = None
    for number, frame in enumerate(islice(ImageSequence.Iterator(image), limits.pages), 1):
        # Telephones note on the photograph which way up they were held.
        upright = ImageOps.exif_transpose(frame).convert("L")
        lines, why = ocr.read_page(upright, limits, read_so_far=len(pages))
        if why:
            scans.append(number)
            reason = why
        pages.append(lines)
    text, starts = flow(pages)
    sentence = ocr.missing(scans, reason) if scans else None
    if not text and sentence is None:
        sentence = "No text was found on the picture; type what matters, or scan it again."
    return LetterText(text, media_type, starts, unread_reason=sentence, scanned_pages=tuple(scans))
