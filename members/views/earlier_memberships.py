"""The branch's pages of memberships that stood before: who only told of one, and what BPJS says."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_http_methods, require_safe

from markets import access, exports, months
from markets.models import Role
from markets.sorting import Columns
from markets.views import kept_lists
from members import earlier_memberships, references
from members.chosen_people import Chosen, narrowed
from members.earlier_memberships import Earlier, UnableToSettle
from members.forms.finding import SettlingForm
from members.forms.people import PeopleForm
from members.models import EarlierMembership

A_PAGE = 50
COLUMNS = Columns(
    first="dicatat",
    fields={
        "nama": ("member__name",),
        "pasar": ("member__market__name",),
        "sejak": ("member_since",),
        "dibayar": ("last_month_paid",),
        "dicatat": ("at",),
    },
)
reviewer = access.for_roles(Role.REVIEWER)
HEADER = (
    heading("Referensi"), heading("Nama"), heading("Mitra"), heading("Pasar"),
    heading("Nomor peserta (KPJ)"), heading("Peserta sejak"), heading("Dibayar sampai"),
    heading("Dicatat"),
)  # fmt: skip


@reviewer
@require_safe
def unconfirmed_memberships(request: access.SignedInRequest) -> HttpResponse:
    """Participants whose earlier membership nobody has compared with BPJS."""
    form = _form(request)
    order = COLUMNS.asked(request.GET)
    found = order.of(_found(request, form))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "order": order, "form": form, "chosen": form.chosen() != Chosen()}
    return render(request, "members/unconfirmed_memberships.html", context)


@reviewer
@require_safe
def unconfirmed_memberships_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The chosen ones as a table, to compare with BPJS; no NIK."""
    found = COLUMNS.asked(request.GET).of(_found(request, _form(request)))
    rows = (
        [
            references.written(told.member_id),
            told.member.name,
            told.member.market.partner.name,
            told.member.market.name,
            told.membership_number or told.member.membership_number or "",
            f"{told.member_since:%Y-%m}",
            f"{told.last_month_paid:%Y-%m}",
            f"{months.law_day(told.at)}",
        ]
        for told in found.iterator(chunk_size=500)
    )
    return exports.table_response(request, name="belum-dikonfirmasi", header=HEADER, rows=rows)


def _form(request: access.SignedInRequest) -> PeopleForm:
    return PeopleForm(
        request.GET,
        markets=access.markets_of(request.user),
        partners=access.partners_of(request.user),
    )


def _found(request: access.SignedInRequest, form: PeopleForm) -> QuerySet[EarlierMembership]:
    found = earlier_memberships.unconfirmed(markets=access.markets_of(request.user))
    return narrowed(found, chosen=form.chosen(), member="member")


@reviewer
@require_http_methods(["GET", "HEAD", "POST"])
def settle_membership(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One of them: confirmed, corrected, or unknown to BPJS."""
    waiting = earlier_memberships.unconfirmed(markets=access.markets_of(request.user))
    told: EarlierMembership = access.row_or_404(request, waiting, pk=pk)
    says = Earlier(
        membership_number=told.membership_number or told.member.membership_number or "",
        member_since=told.member_since,
        last_month_paid=told.last_month_paid,
    )
    form = SettlingForm(request.POST or None, told=says)
    if request.method == "POST" and form.is_valid():
        try:
            earlier_memberships.settle(
                told=told, finding=form.settled, by=request.user, at=timezone.now()
            )
        except UnableToSettle as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Kepesertaan %(name)s dicatat.") % {"name": told.member})
            return kept_lists.go_back(request, "unconfirmed_memberships")
    return render(request, "members/settle_membership.html", {"told": told, "form": form})
