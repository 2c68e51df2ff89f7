"""Ways to corrupt the rows of spot checks, and the check that finds each."""

SPOT_CORRUPTIONS = [
    ("drawn_are_those_of_the_seed", "UPDATE {spotdraw} SET seed = 'another seed'"),
    ("drawn_are_those_of_the_seed", "UPDATE {spotdraw} SET lots = '[]'"),
    ("drawn_are_those_of_the_seed", "UPDATE {spotperson} SET weight = weight + 1"),
    (
        "drawn_are_those_of_the_seed",
        "DELETE FROM {spotperson} WHERE id = (SELECT max(id) FROM {spotperson})",
    ),
    ("said_is_found_or_a_case", "UPDATE {saidpayment} SET payment_id = NULL"),
    ("said_is_found_or_a_case", "DELETE FROM {spotcase}"),
    ("said_is_found_or_a_case", "UPDATE {spotanswer} SET outcome = 'refused'"),
    ("case_is_of_its_answer", "UPDATE {spotcase} SET said_idr = said_idr + 1"),
    ("case_is_of_its_answer", "UPDATE {spotcase} SET booked_idr = booked_idr + 1"),
    ("case_is_of_its_answer", "UPDATE {spotcase} SET partner_id = 0"),
]
SPOT_TABLES = ("saidpayment", "spotanswer", "spotasker", "spotcase", "spotdraw", "spotperson")
