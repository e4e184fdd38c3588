"""Addresses of the portal, and of the platform's own pages about who looked."""

from django.urls import path

from portal.views import (
    decisions,
    entrance,
    figures,
    goods,
    inspections,
    looks,
    outside,
    packages,
    platforms,
    published,
    rooms,
)

HERE = "portal/<slug:platform>"
DOOR = "portal/sign-in/<uuid:issuer_id>"
ASKED = f"{HERE}/inspections/<uuid:inspection_id>"
urlpatterns = [
    path("portal", platforms.home, name="portal"),
    path("portal/sign-in", entrance.sign_in, name="portal-sign-in"),
    path(DOOR, outside.begin, name="portal-outside"),
    path(f"{DOOR}/back", outside.back, name="portal-outside-back"),
    path(f"{DOOR}/out", outside.out, name="portal-outside-out"),
    path(f"{DOOR}/ended", outside.ended, name="portal-outside-ended"),
    path("portal/case", entrance.case, name="portal-case"),
    path("portal/verify", packages.verify, name="portal-verify"),
    path("portal/verify/check", packages.check, name="portal-check"),
    path(f"{HERE}/duties", platforms.board, name="portal-board"),
    path(f"{HERE}/duties/<slug:instrument>/<int:article>", platforms.duty, name="portal-duty"),
    path(f"{HERE}/rooms", rooms.rooms, name="portal-rooms"),
    path(f"{HERE}/rooms/<uuid:room_id>", rooms.room, name="portal-room"),
    path(f"{HERE}/decisions", decisions.decisions, name="portal-decisions"),
    path(f"{HERE}/blacklist", decisions.blacklist, name="portal-blacklist"),
    path(f"{HERE}/blacklist/match", decisions.match, name="portal-match"),
    path(f"{HERE}/goods", goods.goods, name="portal-goods"),
    path(f"{HERE}/minors", goods.minors, name="portal-minors"),
    path(f"{HERE}/complaints", figures.complaints, name="portal-complaints"),
    path(f"{HERE}/tax", figures.tax, name="portal-tax"),
    path(f"{HERE}/incidents", published.incidents, name="portal-incidents"),
    path(f"{HERE}/reports", published.reports, name="portal-reports"),
    path(f"{HERE}/reports/<uuid:transparency_id>", published.report, name="portal-report"),
    path(f"{HERE}/packages", packages.packages, name="portal-packages"),
    path(f"{HERE}/packages/<uuid:bag_id>", packages.package, name="portal-package"),
    path(f"{HERE}/inspections", inspections.inspections, name="portal-inspections"),
    path(f"{HERE}/inspections/new", inspections.new, name="portal-inspection-new"),
    path(f"{HERE}/inspections/file", inspections.file, name="portal-inspection-file"),
    path(ASKED, inspections.inspection, name="portal-inspection"),
    path(f"{ASKED}/rule", inspections.rule, name="portal-inspection-rule"),
    path("oversight/looks", looks.looks, name="looks"),
    path("oversight/grants/give", looks.give, name="grant-give"),
    path("oversight/grants/<uuid:grant_id>/end", looks.end, name="grant-end"),
]
