"""How the API reads JSON."""

from typing import Any

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from livecompliance.kernel.exceptions import TooLarge


class StrictJson(BaseParser):
    """JSON as RFC 8259 has it: UTF-8, no NaN, no lone surrogates, of bounded size and depth."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Return what a body says.

        Raises:
            TooLarge: it is longer than settings.DATA_UPLOAD_MAX_MEMORY_SIZE.
            ParseError: it is no such JSON.
        """
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > most:
            raise TooLarge(_("请求内容最多 %(most)d 字节。") % {"most": most})
        try:
            return msgspec.json.decode(stream.read())
        except (ValueError, RecursionError):
            raise ParseError(_("请求内容不是合法的 JSON。")) from None
