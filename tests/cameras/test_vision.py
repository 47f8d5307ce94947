"""Judging pictures: the rules by properties, the measures on real pixels."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camera_gateway.vision.masks import burn
from camera_gateway.vision.measure import Eye
from camera_gateway.vision.rules import Judgement, Limits, Measures, State, look, see, wait

from .conftest import picture

LIMITS = Limits()
GOOD = Measures(luma=90, contrast=45, bright=220, sharpness=0.2, usual_sharpness=0.2, change=3, likeness=0.9)
BAD = {
    State.DARK: replace(GOOD, luma=5, bright=15, contrast=3),
    State.COVERED: replace(GOOD, contrast=2),
    State.FROZEN: replace(GOOD, change=0.0),
    State.BLURRED: replace(GOOD, sharpness=0.02),
    State.MOVED: replace(GOOD, likeness=0.05),
}
EVERY = 2.0
looks = st.sampled_from([GOOD, *BAD.values()])


def online(now=0.0):
    return see(Judgement(began=now), GOOD, now, LIMITS)


def watch(judgement, frames, start=0.0, every=EVERY):
    """The judgement after each frame."""
    for number, seen in enumerate(frames, 1):
        judgement = see(judgement, seen, start + number * every, LIMITS)
        yield judgement


def test_given_a_new_camera_when_its_first_good_frame_comes_then_it_is_online_at_once():
    assert online().state == State.ONLINE


@pytest.mark.parametrize("state", BAD)
def test_given_a_bad_picture_when_it_holds_then_that_is_the_state_within_thirty_seconds(state):
    *_, last = watch(online(), [BAD[state]] * 17)
    assert last.state == state


@given(st.sampled_from(list(BAD)), st.integers(1, 2))
def test_given_a_blip_then_nothing_changes(state, length):
    frames = [GOOD] * 5 + [BAD[state]] * length + [GOOD] * 5
    assert {judgement.state for judgement in watch(online(), frames)} == {State.ONLINE}


@given(st.lists(looks, min_size=1, max_size=80))
def test_given_any_pictures_then_a_new_state_was_seen_long_enough_without_a_break(frames):
    before = online()
    seen = []
    for judgement, measures in zip(watch(before, frames), frames, strict=True):
        seen.append(look(measures, before.state, LIMITS))
        if judgement.state != before.state:
            hold = LIMITS.recover_s if judgement.state == State.ONLINE else LIMITS.hold_s[judgement.state]
            run = len(seen) - next((i for i in range(len(seen), 0, -1) if seen[i - 1] != judgement.state), 0)
            assert run >= LIMITS.frames
            assert (run - 1) * EVERY >= hold
        before = judgement


@given(st.lists(looks, max_size=30), st.sampled_from(["", "unreachable", "stalled", "wrong_password"]))
def test_given_any_past_when_no_frame_comes_for_a_minute_then_the_camera_is_offline(frames, error):
    start = Judgement(began=0.0)
    *_, judgement = start, *watch(start, frames)
    end = len(frames) * EVERY
    for second in range(1, 62):
        judgement = wait(judgement, end + second, LIMITS, error)
    assert judgement.state == State.OFFLINE


def test_given_silence_then_stale_comes_before_offline_and_a_hopeless_error_skips_it():
    states = []
    judgement = online()
    for second in range(1, 70):
        judgement = wait(judgement, second, LIMITS)
        if judgement.state not in states:
            states.append(judgement.state)
    assert states == [State.ONLINE, State.STALE, State.OFFLINE]
    assert wait(online(), 16, LIMITS, "wrong_password").state == State.OFFLINE


def test_given_an_offline_camera_when_one_frame_flashes_up_then_it_is_not_yet_online():
    gone = wait(online(), 100, LIMITS)
    states = [judgement.state for judgement in watch(gone, [GOOD] * 4, start=100)]
    assert states == [State.OFFLINE, State.OFFLINE, State.ONLINE, State.ONLINE]


def test_given_a_value_between_the_thresholds_then_the_state_stays_what_it_was():
    between = replace(GOOD, contrast=9.0)
    assert look(between, State.ONLINE, LIMITS) == State.ONLINE
    assert look(between, State.COVERED, LIMITS) == State.COVERED


@given(st.lists(st.floats(8, 10.9), min_size=30, max_size=30))
def test_given_a_value_that_trembles_around_a_threshold_then_the_state_changes_at_most_once(contrasts):
    frames = [replace(GOOD, contrast=value) for value in contrasts]
    states = [judgement.state for judgement in watch(online(), frames)]
    changes = sum(a != b for a, b in zip([State.ONLINE, *states], states, strict=False))
    assert changes <= 1


def street(number, shift=0):
    """A still view with a little noise and something that moves."""
    pixels = np.roll(picture(640, 360, seed=3), shift, axis=1)
    noise = np.random.default_rng(number).integers(0, 6, pixels.shape, np.uint8)
    pixels = cv2.add(pixels, noise)
    cv2.rectangle(pixels, (number * 9 % 600, 200), (number * 9 % 600 + 40, 230), (250, 250, 250), -1)
    return pixels


def trained():
    eye = Eye(LIMITS)
    for number in range(25):
        assert look(eye.measure(street(number)), State.ONLINE, LIMITS) == State.ONLINE
    return eye


@pytest.mark.parametrize(
    ("state", "spoil"),
    [
        (State.DARK, lambda pixels: (pixels * 0.02).astype(np.uint8)),
        (State.COVERED, lambda pixels: cv2.add(np.full_like(pixels, 90), pixels // 64)),
        (State.BLURRED, lambda pixels: cv2.GaussianBlur(pixels, (0, 0), 9)),
        (State.MOVED, lambda pixels: cv2.add(picture(640, 360, seed=77), pixels // 16)),
        (State.ONLINE, lambda pixels: pixels),
        (State.ONLINE, lambda pixels: cv2.add(pixels // 3, np.full_like(pixels, 20))),  # dusk and fog
    ],
)
def test_given_a_camera_that_knows_its_view_when_the_picture_is_spoiled_then_it_is_named(state, spoil):
    eye = trained()
    eye.measure(spoil(street(100)))
    assert look(eye.measure(spoil(street(101))), State.ONLINE, LIMITS) == state


def test_given_the_same_frame_again_then_it_is_frozen_and_noise_alone_is_not():
    eye = trained()
    eye.measure(street(50))
    assert look(eye.measure(street(50)), State.ONLINE, LIMITS) == State.FROZEN
    pixels = street(50)
    pixels[::7, ::5] += 1
    still = cv2.add(pixels, np.random.default_rng(9).integers(0, 4, pixels.shape, np.uint8))
    assert look(eye.measure(still), State.ONLINE, LIMITS) == State.ONLINE


@given(
    st.lists(st.tuples(*[st.floats(0, 1)] * 4), max_size=4),
    st.integers(1, 60),
    st.integers(1, 60),
)
def test_given_masks_then_no_pixel_they_touch_survives_and_no_other_changes(masks, width, height):
    pixels = np.full((height, width, 3), 255, np.uint8)
    share = burn(pixels, masks)
    for y in range(height):
        for x in range(width):
            touched = any(
                mx < (x + 1) / width and (mx + mw) > x / width and my < (y + 1) / height and (my + mh) > y / height
                for mx, my, mw, mh in masks
                if mw > 1e-9 and mh > 1e-9
            )
            if touched:
                assert tuple(pixels[y, x]) != (255, 255, 255)
    assert abs(share - float((pixels[..., 0] != 255).mean())) < 1e-9
