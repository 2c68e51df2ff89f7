"""Which receipts count no more: undone, or of dues that went back.

A month that BPJS rejected undoes none.
"""

from django.db.models import Exists, OuterRef, Q

from contributions.models import HeldDues, Void


def is_void() -> Q:
    """A condition on payments: the receipt was undone, or its first dues paid no month."""
    granted = Void.objects.filter(payment=OuterRef("pk"), status=Void.Status.GRANTED)
    back = HeldDues.objects.filter(payment=OuterRef("pk"), status=HeldDues.Status.CREDITED)
    return Q(Exists(granted)) | Q(Exists(back))


def never_arrived() -> Q:
    """A condition on payments: undone because their money never came.

    Of any other transfer that is undone the money lies in the bank, under its reference.
    """
    return Q(
        Exists(
            Void.objects.filter(
                payment=OuterRef("pk"), status=Void.Status.GRANTED, reason=Void.Reason.NO_MONEY
            )
        )
    )
