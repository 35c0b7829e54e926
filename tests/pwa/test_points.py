"""Where one can go and what one brings: every street once, in the list and on the map, and no address that nobody has confirmed."""

from backend.catalogue.load import read_service, service_files
from backend.catalogue.service_points import points_of_kind
from pwa.pages.points.views import SIDE, points_page
from pwa.pages.services.views import papers, places
from pwa.templates import render


def test_every_street_stands_in_the_list_and_on_a_tile_of_its_own() -> None:
    page = points_page()
    assert [one.code for one in page.streets] == [tile.code for tile in page.tiles]
    assert len({(tile.x, tile.y) for tile in page.tiles}) == len(page.tiles) == 10
    assert all(tile.x + SIDE <= page.width and tile.y + SIDE <= page.height for tile in page.tiles)
    assert sum(len(one.communities) for one in page.streets) == len(points_of_kind("community"))


def test_nothing_is_told_that_nobody_has_confirmed() -> None:
    html = render("points/show.html", points_page(), path="/places")
    drawing = html[html.index('<svg class="points__map"') : html.index("</svg>", html.index("points__map"))]
    assert len(drawing) < 150_000
    assert html.index('id="streets"') < html.index('id="map"')
    assert html.count('href="tel:') == html.count('href="tel:12345"')
    assert "不是地图" in html


def test_a_notary_is_found_at_the_notary_office_not_at_the_department() -> None:
    said = {path.stem: list(places(read_service(path))) for path in service_files()}
    assert [("公证处" in one, "区司法局" in one) for one in said["FT1120006"]] == [(True, False)]
    assert [("公证处" in one, "区司法局" in one) for one in said["FT1105002"]] == [(False, True)]


def test_papers_that_some_must_hand_in_are_not_denied_at_the_top() -> None:
    said = {path.stem: papers(read_service(path)).value for path in service_files()}
    assert "最多交3样" in said["FT1207005"]
    assert "不用交材料" in said["FT1520006"]
    assert "最多" not in said["FT1301003"]
