"""Which receipts count no more: undone, or given back. A month that BPJS rejected undoes none."""

from django.db.models import Exists, OuterRef, Q

from contributions.models import HeldDues, Void


def is_void() -> Q:
    """A condition on payments: the receipt was undone, or its dues were given back."""
    granted = Void.objects.filter(payment=OuterRef("pk"), status=Void.Status.GRANTED)
    returned = HeldDues.objects.filter(payment=OuterRef("pk"), status=HeldDues.Status.RETURNED)
    return Q(Exists(granted)) | Q(Exists(returned))
