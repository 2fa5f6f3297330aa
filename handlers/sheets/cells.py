"""What a cell says: dates, numbers, names, phones and ticks in all the ways offices write them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.rules import tidy
from handlers.sheets import safe, wording
from storage.vocabulary import Language, Openness, Role


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with something in it: where, what, and in which number format."""

    address: str
    value: object
    number_format: str = "General"

    @property
    def text(self) -> str:
        """What stands there as text: narrow characters, trimmed."""
        return as_text(self.value)


class Wrong(ValueError):
    """A cell does not say what it should; the message says what is expected."""


NOTHING = frozenset({"无", "没有", "-", "—", "——", "－", "/", "／", "\\", "n/a", "none", "无。"})
_EPOCH = date(1899, 12, 30)
_DAY = re.compile(
    r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?"
    r"(?:[T\s]+0{1,2}:00(?::00(?:\.0+)?)?)?$"
)
_PACKED_DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_DIGITS = {character: number for number, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
}
_DOTS = re.compile(r"[•‧∙・･．]")
_PHONE_AT_END = re.compile(r"[\s(（:：]*\+?\d[\d\s\-–—]{5,}\d[)）]?$")
_AND_OTHERS = re.compile(r"等(?:\d+|[一二三四五六七八九十]+)?[人名位]?(?:代表)?$")
_BREAK = re.compile(r"[、,，;；\n\r\t/|]+")
_WIDE_SPACE = re.compile(r"　+|\s{2,}")


def as_text(value: object) -> str:
    """Any value as people see it in the sheet."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime(
            "%Y-%m-%d" if value.time() == datetime.min.time() else "%Y-%m-%d %H:%M"
        )
    if isinstance(value, date):
        return value.isoformat()
    text = tidy.plain(unicodedata.normalize("NFC", str(value)))
    return text.strip("\ufeff\u200b \t\r\n　")


def narrow(value: object) -> str:
    """Text in narrow (half-width) characters."""
    return unicodedata.normalize("NFKC", as_text(value)).strip()


def is_nothing(cell: Cell) -> bool:
    """Whether the cell says in so many words that there is nothing: 无, —, /."""
    return narrow(cell.value).casefold() in NOTHING


def line(cell: Cell, limit: int) -> str:
    """A short text of at most `limit` characters, on one line."""
    text = " ".join(safe.back(cell.text).split())
    if text.startswith("#") and text in {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!"}:
        raise Wrong(wording.FORMULA)
    if len(text) > limit:
        raise Wrong(wording.TOO_LONG.format(limit=limit))
    return text


def body(cell: Cell) -> str:
    """A long text with its line breaks."""
    return safe.back(cell.text).replace("\r\n", "\n").replace("_x000D_", "")


def day(cell: Cell) -> date:
    """A calendar day: an Excel date, 2026-03-24, 2026年3月24日, 2026/3/24, 2026.3.24, 20260324."""
    value = cell.value
    found: date | None = None
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    elif isinstance(value, int | float) and not isinstance(value, bool) and 36526 <= value < 73051:
        found = _EPOCH + timedelta(days=int(value))
    else:
        text = narrow(value)
        match = _DAY.match(text) or _PACKED_DAY.match(text)
        if match:
            try:
                found = date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                found = None
    if found is None or not 1980 <= found.year <= 2100:
        raise Wrong(wording.DATE)
    return found


_COUNTED = re.compile(r"\d[件条份个项]$")  # so many suggestions, and no number


def suggestion_number(cell: Cell) -> str:
    """建议编号 as text: 第0107号, 107, or the number 107 shown as 0107, are all 0107."""
    text = narrow(cell.value)
    text = re.sub(r"^(?:建议)?第?\s*|\s*号(?:建议)?$", "", text).strip()
    zeros = cell.number_format.strip('"@ ')
    width = len(zeros) if zeros and set(zeros) == {"0"} else 4
    if text.isdecimal() and isinstance(cell.value, int | float):
        text = text.zfill(width)
    if text.isdecimal():
        text = text.zfill(4)
    is_written = re.fullmatch(r"\w[\w\-./]{0,19}", text) and re.search(r"\d", text)
    if not is_written or _COUNTED.search(text):
        raise Wrong(wording.NUMBER)
    return text


def whole_number(text: str) -> int | None:
    """14 or 十四 as a number, up to 99."""
    if text.isdecimal():
        return int(text) if len(text) <= 3 else None
    if not text or not set(text) <= set(_DIGITS) | {"十"}:
        return None
    if "十" not in text:
        return _DIGITS[text] if len(text) == 1 else None
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


_ORDINAL = r"([\d〇零一二两三四五六七八九十]+)"
_CONGRESS = re.compile(rf"(?:第\s*)?{_ORDINAL}\s*届")
_SESSION = re.compile(rf"(?:第\s*)?{_ORDINAL}\s*次")
_MEETING = re.compile(rf"{_ORDINAL}\s*届\D{{0,12}}?{_ORDINAL}\s*次")


def _ordinal(cell: Cell, pattern: re.Pattern[str], expected: str) -> str:
    text = narrow(cell.value)
    match = pattern.search(text)
    number = whole_number(match[1] if match else text.removeprefix("第"))
    if number is None or not 1 <= number <= 99:
        raise Wrong(expected)
    return str(number)


def congress(cell: Cell) -> str:
    """届次: 十四届, 第十四届, 14 are all 14."""
    return _ordinal(cell, _CONGRESS, wording.CONGRESS)


def session(cell: Cell) -> str:
    """会次: 四次会议, 第四次, 4 are all 4."""
    return _ordinal(cell, _SESSION, wording.SESSION)


def meeting_in(text: str) -> tuple[str, str] | None:
    """Congress and session named in a line such as 省十四届人大四次会议代表建议台账."""
    match = _MEETING.search(narrow(text))
    if match is None:
        return None
    numbers = whole_number(match[1]), whole_number(match[2])
    if numbers[0] is None or numbers[1] is None:
        return None
    return str(numbers[0]), str(numbers[1])


_YES = frozenset(
    ["是", "√", "✓", "✔", "☑", "■", "●", "有", "对", "y", "yes", "true", "1", "t", "v", "已"]
)
_NO = (
    frozenset(
        [
            "否",
            "×",
            "✗",
            "✘",
            "☐",
            "□",
            "○",
            "x",
            "n",
            "no",
            "false",
            "0",
            "f",
            "非",
            "不是",
            "一般",
            "普通",
        ]
    )
    | NOTHING
)


def tick(cell: Cell) -> bool:
    """是 or 否, however it is ticked; 重点… means yes, 非重点 no."""
    text = narrow(cell.value).casefold()
    if text in _YES or re.match(r"(?:省级?|市级?|全国)?重点|要求保密|保密", text):
        return True
    if text in _NO or re.match(r"非|不|未|一般|普通", text):
        return False
    raise Wrong(wording.YES_NO)


_LEFT = re.compile(
    r"离|调[离出走]|退休|辞|免职|罢免|终止|届满|去世|病故|不(?:再)?(?:在|担)|非在|未在"
)


def is_here(cell: Cell) -> bool:
    """在职 or 离任, in the words of personnel offices; a tick will do."""
    text = narrow(cell.value).casefold()
    if _LEFT.search(text):
        return False
    if re.search(r"在(?:职|任|岗|编)|现任|正常", text):
        return True
    try:
        return tick(cell)
    except Wrong:
        raise Wrong(wording.IS_HERE) from None


def phone(cell: Cell) -> str:
    """A telephone number: a Chinese mobile as +86…, any other plausible number as it is."""
    text = re.split(r"[/、,;\n]", narrow(cell.value))[0].strip()
    digits = re.sub(r"[\s\-–—().]", "", text)
    mobile = re.fullmatch(r"(?:\+?86|0086)?(1[3-9]\d{9})", digits)
    if mobile:
        return "+86" + mobile[1]
    if re.fullmatch(r"\+?\d{7,17}", digits) and not re.fullmatch(r"1\d{7,12}", digits):
        return re.sub(r"\s+", "", text)[:30] if re.fullmatch(r"\+?[\d\s\-]+", text) else digits
    raise Wrong(wording.PHONE)


_ROLES = {
    Role.OFFICER: "承办人 承办人员 经办人 经办人员 具体承办人 办理人 办理人员 联络员 officer",
    Role.OFFICE_HEAD: (
        "处室负责人 承办处室负责人 责任处室负责人 科室负责人 部门负责人 处长 副处长 处室主要负责人 "
        "庭长 科长 主任科员 office_head"
    ),
    Role.LEADER: "分管领导 责任领导 分管负责人 分管厅领导 分管院领导 分管委领导 领办领导 leader",
    Role.HEAD: "主要领导 主要负责人 一把手 单位主要领导 主要负责同志 厅长 院长 head",
    Role.SUPERVISOR: "督办 督办人 督办人员 督办单位 督办员 督办工作人员 supervisor",
}
_ROLE_OF = {name: role for role, names in _ROLES.items() for name in names.split()}


def role(cell: Cell) -> Role:
    """角色 of a member of staff."""
    found = _ROLE_OF.get(narrow(cell.value).replace(" ", "").casefold())
    if found is None:
        raise Wrong(wording.ROLE)
    return found


def language(cell: Cell) -> Language:
    """中文 or English."""
    text = narrow(cell.value).casefold()
    if text in {"中文", "汉语", "普通话", "简体中文", "zh", "zh-cn", "chinese"}:
        return Language.CHINESE
    if text in {"英文", "英语", "en", "english"}:
        return Language.ENGLISH
    raise Wrong(wording.LANGUAGE)


def openness(cell: Cell) -> Openness:
    """公开意愿: the deputy's own ceiling for publication."""
    text = narrow(cell.value).replace(" ", "")
    if re.search(r"不(?:予|同意|宜|愿意?)?公开|依申请|保密|^否$", text):
        return Openness.NONE
    if re.search(r"标题|题目", text):
        return Openness.TITLE
    if re.search(r"公开|^是$|^同意$", text):
        return Openness.FULL
    raise Wrong(wording.OPENNESS)


def secrecy(cell: Cell) -> bool:
    """涉密, or a grade of secrecy; 非密, 公开, 无 and the like are none."""
    text = narrow(cell.value).replace(" ", "")
    if re.search(r"^(?:否|无|不|非|未|公开|解密|已解密|-+|—+)", text):
        return False
    if re.search(r"^(?:是|有|涉密|秘密|机密|绝密|内部)", text):
        return True
    raise Wrong(wording.SECRECY)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a deputy asked for when submitting, read from free words."""

    waives_meeting: bool
    wishes_meeting: bool
    is_confidential: bool
    needs_no_paper: bool


def wishes(text: str) -> Wishes:
    """Read 免见面, 希望见面, 保密 and their like. Who waives a meeting does not wish for one."""
    plain = narrow(text)
    waives = bool(
        re.search(
            r"(?:免|不需要?|不用|无需|无须|不必|毋需|不要求|不再)(?:再)?(?:安排|进行|当面)?"
            r"(?:见面|面对面|面谈|当面|走访|上门|登门|面商|座谈)",
            plain,
        )
    )
    meets = bool(
        re.search(
            r"(?:希望|要求|请|愿意|建议|需要|期望|盼).{0,6}(?:见面|面对面|面谈|当面|走访|面商|座谈|调研)",
            plain,
        )
    )
    confidential = bool(
        re.search(r"保密", plain)
        and not re.search(r"(?:不|无需|不需要?|不用|无须|不要求|不涉及)保密", plain)
    )
    no_paper = bool(
        re.search(
            r"(?:免|不需要?|不用|无需|无须|不必|不要求)(?:进行|给予|作)?(?:书面)?(?:答复|回复)|供参考",
            plain,
        )
    )
    return Wishes(waives, meets and not waives, confidential, no_paper)


def person(cell: Cell) -> tuple[str, str | None]:
    """One person: (name, what stands in brackets to tell namesakes apart)."""
    named = people(cell)
    if len(named) != 1:
        raise Wrong(wording.ONE_NAME)
    return named[0]


def people(cell: Cell) -> list[tuple[str, str | None]]:
    """Names parted by 、 , ; / or wide spaces; 张 三 is one name, 张三（长沙代表团） one too."""
    return [_person(part) for part in _parts(cell.text)]


def units(cell: Cell) -> list[str]:
    """Names of units, parted like names of people."""
    return [" ".join(narrow(part).split()) for part in _parts(cell.text)]


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    for piece in _BREAK.split(_protect(text)):
        tokens = [token for token in re.split(r"[\s　]+", piece) if token]
        if not tokens:
            continue
        if len(tokens) > 1 and all(_is_chinese(token) for token in tokens):
            parts += _joined(tokens)
        else:
            parts += [part for part in _WIDE_SPACE.split(piece.strip()) if part.strip()]
    return [part for part in (_restore(part).strip() for part in parts) if part]


def _protect(text: str) -> str:
    """Separators inside brackets part nothing."""
    return re.sub(
        r"[(（][^()（）]*[)）]",
        lambda found: found[0].translate({ord(a): ord(b) for a, b in _PROTECTED.items()}),
        text,
    )


_PROTECTED = dict(
    zip("、,，;；/ 　", "\ue000\ue001\ue002\ue003\ue004\ue005\ue006\ue007", strict=True)
)


def _restore(text: str) -> str:
    return text.translate({ord(b): ord(a) for a, b in _PROTECTED.items()})


def _is_chinese(token: str) -> bool:
    return all(
        "\u3400" <= sign <= "\u9fff" or sign in "·•(（)）" or sign >= "\ue000" for sign in token
    )


def _joined(tokens: list[str]) -> list[str]:
    """Two single characters side by side are one name, written wide."""
    names: list[str] = []
    waiting = ""
    for token in tokens:
        if len(token) == 1 and not waiting:
            waiting = token
        elif len(token) == 1 or re.match(r".[(（]", token):
            names.append(waiting + token)
            waiting = ""
        else:
            names += [waiting, token] if waiting else [token]
            waiting = ""
    return [*names, waiting] if waiting else names


def _person(text: str) -> tuple[str, str | None]:
    plain = _DOTS.sub("·", narrow(text))
    plain = _PHONE_AT_END.sub("", plain).strip()
    plain = _AND_OTHERS.sub("", plain).strip()
    match = re.fullmatch(r"([^()]+?)\s*\(([^()]+)\)", plain)
    name, qualifier = (match[1], match[2].strip()) if match else (plain, None)
    return tidy_name(name), qualifier


def name(cell: Cell, limit: int) -> str:
    """A name of at most `limit` characters, as it is compared."""
    found = tidy_name(line(cell, limit))
    if len(found) > limit:  # some characters are several in their narrow form
        raise Wrong(wording.TOO_LONG.format(limit=limit))
    return found


def tidy_name(text: str) -> str:
    """A name as it is compared: 张 三 is 张三; spaces in Latin names stay, one at a time."""
    plain = _DOTS.sub("·", " ".join(narrow(text).split()))
    if re.search(r"[A-Za-z]", plain):
        return plain
    return plain.replace(" ", "")


def delegation_core(text: str | None) -> str:
    """What is left of 长沙市代表团, 长沙代表团, 长沙团, 长沙: 长沙."""
    core = re.sub(r"(?:代表团|代表|团)$", "", narrow(text or "").replace(" ", ""))
    return re.sub(r"(?<=..)(?:市|地区|州|自治州)$", "", core)
