"""Files a person takes home from a page."""


def fetched(page, label, path):
    """Click a download button; the file it gives."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label, exact=True).click()
    waiting.value.save_as(path)
    return path
