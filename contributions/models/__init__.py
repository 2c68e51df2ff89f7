from contributions.models.tariff import (
    Certainty,
    IncomeBand,
    Programme,
    Rate,
    Regulation,
    Relief,
)

__all__ = ["Certainty", "IncomeBand", "Programme", "Rate", "Regulation", "Relief"]
