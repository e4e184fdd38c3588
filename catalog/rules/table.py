"""Rows of a table of goods as the items that they say. Pure."""

import re
from collections.abc import Mapping
from typing import Any

NAMES: Mapping[str, str] = {
    "编号": "external_id", "商品编号": "external_id", "sku": "external_id", "id": "external_id",
    "名称": "title", "商品名称": "title", "标题": "title", "name": "title",
    "类型": "kind", "描述": "description", "详情": "description", "说明": "description",
    "类目": "category", "分类": "category", "品牌": "brand", "价格": "price", "售价": "price",
    "条码": "barcodes", "商品条码": "barcodes", "barcode": "barcodes", "gtin": "barcodes",
    "图片标签": "labels", "标签": "labels",
}  # fmt: skip
FIELDS = frozenset({"external_id", "title", "kind", "description", "category", "brand", "price",
                    "barcodes", "labels"})  # fmt: skip
SHOWN: Mapping[str, str] = {
    "external_id": "编号", "title": "名称", "kind": "类型", "description": "描述",
    "category": "类目", "brand": "品牌", "price": "价格", "barcodes": "条码", "labels": "图片标签",
}  # fmt: skip
KINDS: Mapping[str, str] = {"商品": "goods", "服务": "service"}
ATTRIBUTE = re.compile(r"(?:属性|attribute)[:：.]\s*(.+)", re.IGNORECASE)
APART = re.compile(r"[;；|、\n]|,\s*|，")
AMOUNT = re.compile(r"^[¥￥]?\s*([-+0-9.,]+)\s*元?$")


def field_of(column: str) -> str:
    """Return which field a column holds, by either language; empty: none."""
    name = column.strip().lower()
    return name if name in FIELDS else NAMES.get(name, "")


def is_of_goods(columns: Mapping[str, Any]) -> bool:
    """Tell whether a table with these columns can be one of goods."""
    return {"external_id", "title"} <= {field_of(one) for one in columns}


def item_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the item that a row says; empty cells say nothing."""
    item: dict[str, Any] = {}
    attributes: dict[str, str] = {}
    for column, cell in row.items():
        text = "" if cell is None else str(cell).strip()
        if not text:
            continue
        if field := field_of(column):
            item[field] = _value(field, text)
        elif found := ATTRIBUTE.fullmatch(column.strip()):
            attributes[found[1].strip()] = text
    return item | ({"attributes": attributes} if attributes else {})


def _value(field: str, text: str) -> Any:
    if field in ("barcodes", "labels"):
        return [one.strip() for one in APART.split(text) if one.strip()]
    if field == "kind":
        return KINDS.get(text, text)
    if field == "price" and (found := AMOUNT.match(text)):
        return found[1].replace(",", "")
    return text
