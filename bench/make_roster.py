"""Make rosters of any size, deterministic and plainly fictional: area 99xxxx, phones that begin with 100.

    python -m bench.make_roster FOLDER [--companies 2000] [--workers 100000] [--seed 1] [--csv]

writes companies.xlsx and workers.xlsx (or workers.csv, GB18030) in the formats of the samples.
"""

import argparse
import csv
import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import xlsxwriter

from registry.core.identifiers import credit_check_digit, id_check_digit, organisation_check_digit

DISTRICTS = ("东塘区", "北苑区", "西岭区", "南浦区", "明湖区", "临江新区")
BRANDS = (
    "天鹅湖",
    "佳佳乐",
    "邻里到家",
    "爱馨",
    "洁立方",
    "好帮嫂",
    "轻舟",
    "禾木",
    "大管家",
    "老街坊",
    "小橙子",
    "悦家",
)
SURNAMES = "马吴刘林李黄何高陈朱郭徐胡孙张单曾解仇区查盖朴覃翟罗谢韩唐冯"
GIVEN = "敏桂金德莲琴晓小丽英梅红强建国志明春霞海淑婷雪玉花兰秀芬凤燕"
SERVICES = (
    "日常保洁(钟点)", "深度保洁", "开荒保洁", "擦玻璃", "收纳整理", "家电清洗", "管道疏通", "月嫂", "育儿嫂",
    "住家保姆", "养老护理",
)  # fmt: skip
MODES = ("员工制", "中介制", "混合制")
GRADES = ("", "五级", "四级", "三级", "二级")
COMPANY_HEADERS = (
    "企业名称", "统一社会信用代码", "品牌名称", "法定代表人", "经营模式", "经营地址", "所在区", "服务热线", "服务项目",
    "会员状态", "成立日期", "曾用名",
)  # fmt: skip
WORKER_HEADERS = (
    "序号", "姓名", "性别", "身份证号", "手机号码", "所属企业", "统一社会信用代码", "上门服务证号", "服务项目",
    "技能等级", "入职日期", "背景核查日期", "背景核查结果", "健康证有效期至", "保险有效期至", "同意公示",
)  # fmt: skip
TODAY = date(2026, 11, 15)
# Persons share a birthday with at most so many others, three digits being all an ID number has for them.
_DAYS = 15_000
_FIRST_DAY = date(1961, 1, 1)


def credit_code(number: int, kind: str) -> str:
    """The code of the number-th company of a class, in the fictional area 990101."""
    inner = f"{number:08d}"
    first = f"9{kind}990101{inner}{organisation_check_digit(inner)}"
    return first + credit_check_digit(first)


def id_number(number: int) -> str:
    """The ID number of the number-th person: 15 million of them, all different, area 990101 to 990106."""
    born = _FIRST_DAY + timedelta(days=number % _DAYS)
    first = f"99010{1 + number % 6}{born:%Y%m%d}{number // _DAYS % 1000:03d}"
    return first + id_check_digit(first)


def companies(count: int, chance: random.Random) -> Iterator[tuple[object, ...]]:
    """Rows of the roster of companies."""
    for number in range(1, count + 1):
        district, brand = chance.choice(DISTRICTS), chance.choice(BRANDS)
        kind = chance.choice("112")
        ending = "家政服务部" if kind == "2" else "家政服务有限公司"
        yield (
            f"云州市{district[:2]}{brand}{number}号{ending}", credit_code(number, kind), brand, _name(chance),
            chance.choice(MODES), f"云州市{district}示范路{number}号", district, f"010-{number:08d}",
            "、".join(chance.sample(SERVICES, chance.randint(2, 5))), chance.choice(("会员", "会员", "非会员")),
            TODAY - timedelta(days=chance.randint(400, 6000)), "",
        )  # fmt: skip


def workers(count: int, employers: list[tuple[object, ...]], chance: random.Random) -> Iterator[tuple[object, ...]]:
    """Rows of the roster of workers, each with one of the employers."""
    for number in range(1, count + 1):
        employer = chance.choice(employers)
        identity = id_number(number)
        passed = chance.random() < 0.9
        yield (
            number, _name(chance), "男" if int(identity[16]) % 2 else "女", identity, f"100{number:08d}",
            employer[0], employer[1], f"YZ{number:09d}",
            "、".join(chance.sample(SERVICES, chance.randint(1, 3))), chance.choice(GRADES),
            TODAY - timedelta(days=chance.randint(10, 2000)), TODAY - timedelta(days=chance.randint(1, 380)),
            "通过" if passed else "核查中", TODAY + timedelta(days=chance.randint(-150, 360)),
            TODAY + timedelta(days=chance.randint(-150, 360)), chance.choice("是否"),
        )  # fmt: skip


def _name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.randint(1, 2)))


def write_xlsx(path: Path, headers: tuple[str, ...], rows: Iterator[tuple[object, ...]], title: str = "") -> None:
    """Write rows as a workbook whose texts are texts and whose days are days; a title is merged above the headers."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("名单")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        top = 0
        if title:
            sheet.merge_range(0, 0, 0, len(headers) - 1, title)
            top = 1
        sheet.write_row(top, 0, headers)
        for at, row in enumerate(rows, start=top + 1):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(at, place, datetime.combine(value, time()), day)
                elif value != "":
                    sheet.write(at, place, value)


def write_csv(path: Path, headers: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    """Write rows as a GB18030 CSV, as Chinese Excel does."""
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows(rows)


def make(folder: Path, company_count: int, worker_count: int, seed: int = 1, *, as_csv: bool = False) -> None:
    """Write both rosters into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    employers = list(companies(company_count, chance))
    write_xlsx(
        folder / "companies.xlsx", COMPANY_HEADERS, iter(employers), "云州市家政服务行业协会 会员企业登记表（演示数据）"
    )
    rows = workers(worker_count, employers, chance)
    if as_csv:
        write_csv(folder / "workers.csv", WORKER_HEADERS, rows)
    else:
        write_xlsx(folder / "workers.xlsx", WORKER_HEADERS, rows)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Make rosters for benchmarks")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--companies", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--csv", action="store_true")
    given = parser.parse_args()
    make(given.folder, given.companies, given.workers, given.seed, as_csv=given.csv)


if __name__ == "__main__":
    main()
