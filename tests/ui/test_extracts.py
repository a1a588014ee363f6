"""What a download is called."""

from hydrascope.ui.extracts import file_stem


def test_a_download_says_which_data_it_is_and_whether_it_is_made_up():
    fingerprint = "0123456789abcdef"

    real = file_stem("overview/timeline", fingerprint, synthetic=False)
    made = file_stem("overview/timeline", fingerprint, synthetic=True)

    assert real == "hydrascope-overview_timeline-0123456789ab"
    assert made == "hydrascope-overview_timeline-0123456789ab-synthetic"
