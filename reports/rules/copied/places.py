"""Places in the names of bodies: 云江市, 棠溪县, 丹寨苗族自治县, 科尔沁左翼中旗. Pure.

A place that is named after its peoples is often written without them: 丹寨县, 湘西州. Both
spellings are one place.
"""

from __future__ import annotations

import re
from functools import cache

HAN = r"[\u4e00-\u9fff]"
# Peoples after whom places are named; those of one character are never without 族.
_PEOPLE = (
    "(?:各族|(?:蒙古|维吾尔|土家|布依|朝鲜|哈尼|哈萨克|傈僳|仡佬|东乡|拉祜|纳西|仫佬|锡伯|柯尔克孜|达斡尔|景颇|毛南"
    "|撒拉|布朗|塔吉克|阿昌|普米|鄂温克|基诺|德昂|保安|俄罗斯|裕固|乌孜别克|门巴|鄂伦春|独龙|塔塔尔|赫哲|珞巴)族?"
    "|[壮满回苗彝藏侗瑶白黎傣畲水佤羌土怒京]族)"
)
AUTONOMOUS = rf"{_PEOPLE}{{1,4}}自治"
_ALONE = re.compile("东乡|鄂温克|鄂伦春")  # peoples whose name is the place's
_STEM = rf"(?:(?![省市县区旗州盟]){HAN}){{0,5}}?"
_PLACE = re.compile(
    rf"(?![全我本各该市省邻每整两几多大小强外别同原新老旧此乡城郊区州]){HAN}县"
    rf"|{_STEM}{AUTONOMOUS}[县州旗]|{HAN}{{2,6}}?[左右前后中]旗|(?!自治){HAN}{{2,4}}?[省市县区旗州盟]"
)
_FULL = re.compile(rf"(?P<stem>{_STEM})(?P<peoples>{_PEOPLE}{{1,4}})自治(?P<kind>[县州旗])")
# Where a county ends in a text; what is before it must be a name. Not 自治县 alone, nor 旗帜.
COUNTY = re.compile(rf"{AUTONOMOUS}[县旗]|(?<!自治)(?<!自治[县旗])(?:县|旗(?![帜舰下杆手袍号]))|区")


def begins_well(place: str) -> bool:
    """Whether what stands before the mark of a county can be all of its name."""
    if match := _FULL.fullmatch(place):
        return bool(match["stem"] or _ALONE.match(match["peoples"]))
    return 2 <= len(place) - 1 <= (6 if place.endswith("旗") else 3)


def is_autonomous(place: str) -> bool:
    return _FULL.match(place) is not None


@cache
def split(name: str) -> tuple[tuple[str, ...], str]:
    """Return the places at the head of a name, and the rest: 云江市, 棠溪县 and 教育局."""
    places, at = list[str](), 0
    while match := _PLACE.match(name, at):
        places.append(match.group())
        at = match.end()
    return tuple(places), name[at:]


def in_short(place: str) -> str:
    """Return a place without its peoples: 丹寨县 for 丹寨苗族自治县, 东乡县 for 东乡族自治县."""
    match = _FULL.fullmatch(place)
    if match is None:
        return place
    return (match["stem"] or match["peoples"].removesuffix("族")) + match["kind"]
