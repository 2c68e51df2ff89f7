"""Files that are sent stay in memory; those of a request that is too large are passed over."""

from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.test import RequestFactory


def sent(size: int):
    file = SimpleUploadedFile("../../foto.jpg", bytes(size), "image/jpeg")
    return RequestFactory().post("/", {"step": "foto", "photo": file})


def test_a_file_within_the_limit_lies_in_memory(settings) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 3_000_000
    request = sent(2_900_000)
    (file,) = request.FILES.values()
    assert isinstance(file, InMemoryUploadedFile)
    assert (file.size, file.name) == (2_900_000, "foto.jpg")


def test_the_files_of_a_larger_request_are_left_out_and_its_words_are_read(settings) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
    request = sent(1_000_001)
    assert request.POST["step"] == "foto"
    assert not request.FILES
