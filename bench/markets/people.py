"""Synthetic persons, and the slips of those who type them."""

import random

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰玉萍红云天宇浩然子轩梓涵雨欣诗琪晨曦可馨"
STREETS = ("中山路", "解放路", "人民路", "建国路", "和平街", "青年路", "新华街", "湖滨路", "文昌路", "东门街", "西环路", "学院路")
CITIES = ("甲州", "乙州", "丙州", "丁州", "戊州", "己州", "庚州")
PREFIXES = ("154", "160", "161", "163", "164", "168", "169", "194")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class People:
    """Makes persons of one market. ``ids``: whether they have ID numbers."""

    def __init__(self, r: random.Random, ids: bool) -> None:
        self.r, self.ids, self.serial = r, ids, 0

    def person(self) -> dict[str, str]:
        r = self.r
        self.serial += 1
        family = r.choice(SURNAMES)
        city = r.randrange(len(CITIES))
        body = f"99{city:02d}0{r.randint(1, 9)}{r.randint(2003, 2011)}{r.randint(1, 12):02d}{r.randint(1, 28):02d}{self.serial % 1000:03d}"
        check = "10X98765432"[sum(int(a) * w for a, w in zip(body, WEIGHTS, strict=True)) % 11]
        street = f"{r.choice(STREETS)}{r.randint(1, 400)}号{r.randint(1, 30)}幢{r.randint(101, 2404)}室"
        out = {
            "name": family + "".join(r.choice(GIVEN) for _ in range(r.choice((1, 2, 2)))),
            "gender": r.choice("男女"),
            "id_number": body + check,
            "school": f"{CITIES[city]}市第{r.randint(1, 24)}小学",
            "grade": str(r.randint(1, 9)),
            "class": str(r.randint(1, 12)),
            "guardian_name": family + "".join(r.choice(GIVEN) for _ in range(2)),
            "phone": r.choice(PREFIXES) + f"{r.randrange(10**8):08d}",
            "address": f"{CITIES[city]}市{street}",
            "city": CITIES[city],
        }
        if not self.ids:
            del out["id_number"]
        return out

    def typo(self, text: str) -> str:
        r = self.r
        if not text:
            return text
        i = r.randrange(len(text))
        kind = r.random()
        if kind < 0.45:
            pool = "0123456789" if text[i].isdigit() else GIVEN + SURNAMES
            return text[:i] + r.choice(pool) + text[i + 1 :]
        if kind < 0.6 and len(text) > 2:
            i = min(i, len(text) - 2)
            return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
        if kind < 0.75 and len(text) > 2:
            return text[:i] + text[i + 1 :]
        if kind < 0.9:
            return text[:i] + " " + text[i:]
        return text[:i] + text[i] + text[i:]
