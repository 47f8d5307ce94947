"""The gateway's section of config.yaml: a mistake ends in one sentence."""

import os
import subprocess
import sys

import pytest
import yaml


@pytest.mark.parametrize(
    ("section", "words"),
    [({"networks": ["10.0.0.0/99"]}, "cameras.networks"), ({"gatway": "x"}, "gatway"), ({"open_s": 0}, "open_s")],
)
def test_given_a_broken_section_then_one_sentence_names_the_setting(tmp_path, section, words):
    (tmp_path / "config.yaml").write_text(yaml.safe_dump({"cameras": section}))
    env = {**os.environ, "IOC_HOME": str(tmp_path), "IOC_CONFIG": str(tmp_path / "config.yaml"), "IOC_DEMO": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "camera_gateway"], env=env, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
