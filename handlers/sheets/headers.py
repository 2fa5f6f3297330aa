"""Which sheets and columns are understood, under all the names that offices give them.

The first name of a column is its own; the others are aliases, the better ones first.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `weak` names count only when no column of a better name is there."""

    key: str
    names: tuple[str, ...]
    weak: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """The column's own name."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of sheet: what it may be called, its columns, and those it cannot do without."""

    key: str
    titles: tuple[str, ...]
    columns: tuple[Column, ...]
    required: frozenset[str]

    @property
    def title(self) -> str:
        """The sheet's own name."""
        return self.titles[0]

    def column(self, key: str) -> Column:
        """The column of that key."""
        return next(column for column in self.columns if column.key == key)


def _names(line: str) -> tuple[str, ...]:
    return tuple(line.split())


PHONE = Column("phone", _names("手机号 手机 手机号码 移动电话 联系电话 联系方式 电话 电话号码"))
LANGUAGE = Column("language", _names("语言 语种 使用语言"))
IS_HERE = Column("is_here", _names("是否在职 在职 是否在任 在任 在职状态 任职状态 人员状态 状态"))

DEPUTIES = Sheet(
    "deputies",
    _names("代表 代表名单 代表名册 人大代表 人大代表名单 代表信息 代表基本情况 代表花名册"),
    (
        Column("name", _names("姓名 代表姓名 名字 人大代表姓名"), _names("代表")),
        Column("delegation", _names("代表团 所在代表团 所属代表团 代表团名称 团组 所在团组")),
        Column("electing_unit", _names("选举单位 选出单位 原选举单位 选区 选举单位(选区)")),
        Column(
            "post",
            _names(
                "职务 工作单位及职务 工作单位和职务 单位及职务 单位职务 现任职务 现工作单位及职务"
            ),
        ),
        PHONE,
        LANGUAGE,
        IS_HERE,
    ),
    frozenset({"name"}),
)

UNITS = Sheet(
    "units",
    _names("承办单位 单位 承办单位名单 单位名单 承办单位信息 承办单位名册"),
    (
        Column("name", _names("名称 单位名称 承办单位名称 全称 单位全称 承办单位"), _names("单位")),
        Column("short_name", _names("简称 单位简称 承办单位简称")),
        Column("category", _names("类别 单位类别 类型 单位性质 性质")),
        Column("parent_name", _names("上级单位 上级 主管单位 主管部门 所属单位")),
    ),
    frozenset({"name"}),
)

STAFF = Sheet(
    "staff",
    _names("工作人员 承办人员 办理人员 联络员 工作人员名单 承办人员名单 人员名单 工作人员名册"),
    (
        Column(
            "name", _names("姓名 工作人员姓名 承办人员姓名 人员姓名"), _names("承办人 承办人员")
        ),
        Column(
            "unit", _names("单位 承办单位 所在单位 工作单位 单位名称 承办单位名称 单位(全称或简称)")
        ),
        Column(
            "office",
            _names("处室 责任处室 承办处室 所在处室 内设机构 科室 处室(科室) 部门 所在部门"),
        ),
        Column("role", _names("角色 办理角色 身份 职责 承办角色 人员类别 责任类别")),
        Column("post", _names("职务 现任职务")),
        PHONE,
        LANGUAGE,
        IS_HERE,
    ),
    frozenset({"name", "unit", "role"}),
)

SUGGESTIONS = Sheet(
    "suggestions",
    _names(
        "建议台账 台账 建议 代表建议 代表建议台账 建议办理台账 代表建议办理台账 交办清单 建议清单"
    ),
    (
        Column("congress", _names("届次 届 届别 人大届次")),
        Column("session", _names("会次 会议次数 次会议 次")),
        Column("meeting", _names("届次会次 届会 届会次 届次/会次 会议 会议名称 会议届次")),
        Column(
            "number",
            _names("建议编号 编号 建议号 建议序号 件号 案号 建议件号 文号"),
            _names("序号"),
        ),
        Column(
            "title", _names("标题 建议标题 案由 建议名称 题目 建议题目 事由 建议案由"), ("名称",)
        ),
        Column("content", _names("内容 建议内容 摘要 内容摘要 主要内容 建议摘要 正文")),
        Column("category", _names("类别 建议类别 分类 内容分类 建议分类 类型")),
        Column(
            "lead_deputy",
            _names(
                "领衔代表 领衔代表姓名 领衔人 领衔人姓名 第一提案人 第一提出人 提出人 提出代表 "
                "提议人 提案人 建议人 提建议人 代表姓名"
            ),
            _names("代表 姓名"),
        ),
        Column(
            "delegation",
            _names("代表团 领衔代表代表团 所在代表团 所属代表团 代表团/选举单位 代表团(选举单位)"),
        ),
        Column(
            "co_signers",
            _names(
                "附议代表 附议代表姓名 附议人 附议人姓名 附议名单 附议代表名单 联名代表 联名人 "
                "联名代表名单 附议 联名"
            ),
        ),
        Column(
            "lead_unit",
            _names(
                "主办单位 主办 承办单位主办 承办单位(主办) 办理单位主办 主办(牵头)单位 牵头单位 "
                "牵头办理单位 主办部门 牵头部门 独办/主办单位 主办/独办单位 承办单位 办理单位"
            ),
        ),
        Column(
            "joint_units",
            _names(
                "会办单位 会办 承办单位会办 承办单位(会办) 办理单位会办 协办单位 协办 承办单位协办 "
                "承办单位(协办) 会办(协办)单位 会办/协办单位 配合单位 会办部门 协办部门"
            ),
        ),
        Column("separate_units", _names("分办单位 分办 承办单位分办 承办单位(分办) 分别办理单位")),
        Column(
            "officer",
            _names(
                "承办人 承办人姓名 经办人 具体承办人 承办人员 办理人 承办人及电话 承办人+电话 "
                "承办人及联系电话 经办人及电话"
            ),
        ),
        Column("office", _names("责任处室 承办处室 处室 承办科室 责任科室 具体承办处室")),
        Column(
            "leader",
            _names("责任领导 分管领导 分管负责人 领办领导 分管厅领导 分管院领导 责任人领导"),
        ),
        Column("assigned_on", _names("交办日期 交办时间 交办日 交办年月日")),
        Column(
            "is_key",
            _names(
                "是否重点 重点督办 是否重点督办 重点建议 是否重点建议 重点督办件 重点 是否重点办理"
            ),
        ),
        Column("openness", _names("公开意愿 代表公开意愿 是否公开 是否同意公开 公开方式 公开属性")),
        Column("wishes", _names("代表意愿 代表要求 联系意愿 沟通意愿 代表意见要求 意愿")),
        Column("is_secret", _names("涉密 是否涉密 密级 涉密标识 涉密情况")),
        Column("is_confidential", _names("是否保密 保密 保密要求 是否要求保密")),
    ),
    frozenset({"number", "title", "lead_deputy", "lead_unit", "assigned_on"}),
)

SHEETS = (UNITS, DEPUTIES, STAFF, SUGGESTIONS)

DERIVED = frozenset(
    _names(
        "序号 附议人数 选举单位 联系方式(受限) 见面与书面意愿 签收日期 办理方式 退办次数 "
        "退办理由及结果 承办人电话 办理任务 工作目标 时间节点 法定期限 延期批准 "
        "首次联系日期 办前沟通 办中沟通 办后沟通 "
        "面对面次数 豁免 难点 已定会面 调研日期 座谈日期 例外放行 办理清单 "
        "会办意见应到 会办意见实到 拟稿日期 审核日期 签发日期 答复日期 答复文号 分类 "
        "采纳条数 建议条数 公开属性 公开日期 公开网址 征询表发出 征询表收回 "
        "答复内容评价 办理态度评价 办理效果评价 不满意理由 "
        "重办次数 重办期限 重办结果 历次办理 承诺事项 回头看日期 回头看结论 办结复核 办结日期 "
        "办理阶段 备注(红黄绿灯)"
    )
)
"""Columns of our own ledger that follow from the record: they are never read back."""

LONGEST = 30  # characters a header may have

_SPACE = re.compile(r"[\s*＊:：]+")
_BRACKETS = re.compile(r"\([^()]*\)")


def plain(text: object) -> str:
    """A header or title as it is compared: no spaces, stars or colons, narrow characters."""
    if text is None:
        return ""
    return _SPACE.sub("", unicodedata.normalize("NFKC", str(text))).casefold()


def bare(text: str) -> str:
    """A header without what stands in brackets."""
    return _BRACKETS.sub("", text)


@cache
def _plain_names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain(name) for name in names)


def is_called(column: Column, text: str) -> bool:
    """Whether a cell says nothing but the name of its column."""
    return len(text) <= LONGEST and plain(text) in _plain_names(column.names)


def titled(title: str) -> Sheet | None:
    """The kind of sheet that bears this title."""
    wanted = plain(title)
    for sheet in SHEETS:
        if wanted in _plain_names(sheet.titles):
            return sheet
    return None


def match(sheet: Sheet, names: dict[int, tuple[str, ...]]) -> dict[int, str]:
    """Which column each place holds: place → key.

    `names` gives each place's possible names (plain), the best first. Where two places could be
    one column, the better name wins and the other stays an extra column.
    """
    found: dict[int, str] = {}
    for tier in ("names", "weak"):
        for column in sheet.columns:
            if column.key in found.values():
                continue
            ranks = _plain_names(getattr(column, tier))
            places = [
                (ranks.index(name), attempt, place)
                for place, attempts in names.items()
                if place not in found
                for attempt, name in enumerate(attempts)
                if name in ranks
            ]
            if places:
                found[min(places)[2]] = column.key
    return found
