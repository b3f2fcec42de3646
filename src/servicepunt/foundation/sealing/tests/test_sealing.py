"""Sealed offers: two of three people open them, nobody else, and every change is found."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicepunt.foundation import sealing
from servicepunt.foundation.sealing import Context, Kind, shamir
from servicepunt.foundation.sealing.box import SUM, public_of, with_sum
from servicepunt.foundation.sealing.persons import COST

PHRASES = {
    "inkoper": "paarse fiets bij het gemaal",
    "opdrachtgever": "zeven eenden op de IJssel",
    "auditor": "geen enkele dag zonder thee",
}
CONTENT = Context("30954", Kind.CONTENT)
RATE = Context("30954", Kind.RATE)
OFFER = Context("30954", Kind.CONTENT, "inschrijving 7, versie 2")
CHEAP = 4  # scrypt as it is takes half a second for each key


@pytest.fixture(scope="module")
def persons() -> dict[str, bytes]:
    return {name: sealing.person_key(phrase, cost=CHEAP) for name, phrase in PHRASES.items()}


@pytest.fixture(scope="module")
def lock(persons) -> sealing.Lock:
    return sealing.new_lock(persons, CONTENT)


def opened(lock: sealing.Lock, *names: str, context: Context = CONTENT) -> list[bytes]:
    return [sealing.open_share(lock.shares[name], PHRASES[name], context) for name in names]


def test_any_two_of_three_open_what_was_sealed(lock):
    blob = sealing.seal(lock.public_key, b"%PDF-1.7 een cv", OFFER)
    for pair in combinations(PHRASES, 2):
        assert sealing.unseal(sealing.join(opened(lock, *pair)), blob, OFFER) == b"%PDF-1.7 een cv"
    assert sealing.unseal(sealing.join(opened(lock, *PHRASES)), blob, OFFER) == b"%PDF-1.7 een cv"


def test_one_person_is_not_two(lock):
    with pytest.raises(sealing.NotEnoughShares) as fault:
        sealing.join(opened(lock, "inkoper", "inkoper"))
    assert (fault.value.given, fault.value.needed) == (1, 2)
    with pytest.raises(sealing.NotEnoughShares):
        sealing.join([])


def test_one_key_for_two_persons_makes_no_lock(persons):
    with pytest.raises(ValueError, match="same key"):
        sealing.new_lock({"inkoper": persons["inkoper"], "auditor": persons["inkoper"]}, CONTENT)
    with pytest.raises(ValueError, match="2 of 1"):
        sealing.new_lock({"inkoper": persons["inkoper"]}, CONTENT)


def test_opening_the_content_does_not_open_the_rates(persons, lock):
    rates = sealing.new_lock(persons, RATE)
    blob = sealing.seal(rates.public_key, b"75.00", RATE)
    with pytest.raises(sealing.WrongKey):
        sealing.unseal(sealing.join(opened(lock, "inkoper", "auditor")), blob, RATE)
    with pytest.raises(sealing.WrongContext):
        opened(rates, "inkoper", context=CONTENT)
    with pytest.raises(sealing.WrongShare):
        sealing.join([*opened(lock, "inkoper"), *opened(rates, "auditor", context=RATE)])


@pytest.mark.parametrize(
    "elsewhere",
    [
        Context("30955", Kind.CONTENT, OFFER.part),
        Context("30954", Kind.RATE, OFFER.part),
        Context("30954", Kind.CONTENT, "inschrijving 8, versie 2"),
        Context("3095", Kind.CONTENT, "4" + OFFER.part),
    ],
)
def test_what_was_sealed_cannot_be_moved(lock, elsewhere):
    private = sealing.join(opened(lock, "inkoper", "auditor"))
    blob = sealing.seal(lock.public_key, b"cv", OFFER)
    with pytest.raises(sealing.WrongContext):
        sealing.unseal(private, blob, elsewhere)


def test_a_wrong_passphrase_is_called_that(lock):
    with pytest.raises(sealing.WrongPassphrase):
        sealing.open_share(lock.shares["inkoper"], PHRASES["auditor"], CONTENT)
    with pytest.raises(sealing.WrongPassphrase):
        sealing.open_share(lock.shares["inkoper"], "", CONTENT)


def test_capitals_and_double_spaces_do_not_lock_anybody_out(lock):
    assert sealing.open_share(lock.shares["inkoper"], " Paarse  fiets bij het gemaal ", CONTENT)


@pytest.mark.parametrize("weak", ["", "Welkom2026", "a b c d e", " " * 40, "   vijftien tekens  "[:18]])
def test_a_short_passphrase_is_refused(weak):
    with pytest.raises(sealing.WeakPassphrase):
        sealing.person_key(weak, cost=CHEAP)


def test_every_changed_byte_is_found_and_called_that(lock):
    private = sealing.join(opened(lock, "opdrachtgever", "auditor"))
    blob = sealing.seal(lock.public_key, b"cv" * 200, OFFER)
    for place in range(len(blob)):
        for bit in (1, 128):
            changed = blob[:place] + bytes([blob[place] ^ bit]) + blob[place + 1 :]
            with pytest.raises(sealing.Changed):
                sealing.unseal(private, changed, OFFER)
    for length in range(len(blob)):
        with pytest.raises(sealing.Changed):
            sealing.unseal(private, blob[:length], OFFER)
    with pytest.raises(sealing.Changed):
        sealing.unseal(private, blob + b"\0", OFFER)


def test_a_change_with_the_sum_made_right_again_is_found_too(lock):
    """The sum is no secret; what keeps the bytes whole is the cipher."""
    private = sealing.join(opened(lock, "opdrachtgever", "auditor"))
    blob = sealing.seal(lock.public_key, b"cv", OFFER)[:-SUM]
    for place in range(len(blob)):
        with pytest.raises(sealing.SealFault):
            sealing.unseal(private, with_sum(blob[:place] + bytes([blob[place] ^ 4]) + blob[place + 1 :]), OFFER)
    with pytest.raises(sealing.Changed):
        sealing.unseal(private, with_sum(blob[:36] + bytes(32) + blob[68:]), OFFER)


def test_every_changed_byte_of_a_share_is_found(lock):
    wrapped = lock.shares["auditor"]
    for place in range(len(wrapped)):
        with pytest.raises(sealing.Changed):
            sealing.open_share(
                wrapped[:place] + bytes([wrapped[place] ^ 1]) + wrapped[place + 1 :], PHRASES["auditor"], CONTENT
            )


def test_a_share_that_is_none_does_not_open_anything(lock):
    first, second = opened(lock, "inkoper", "auditor")
    for wrong in (b"", second[:-1], second + b"\0", second[:-1] + bytes([second[-1] ^ 1]), bytes(len(second))):
        with pytest.raises(sealing.WrongShare):
            sealing.join([first, wrong])


def test_the_same_thing_sealed_twice_looks_different_and_any_rate_is_as_long(lock):
    blobs = [sealing.seal(lock.public_key, rate, OFFER) for rate in (b"9.50", b"9.50", b"12345.00")]
    assert len(set(blobs)) == 3
    assert len({len(blob) for blob in blobs}) == 1
    assert all(b"9.50" not in blob for blob in blobs)


@settings(max_examples=30, deadline=None)
@given(plain=st.binary(max_size=2000))
def test_whatever_is_sealed_comes_out_again(lock, plain):
    private = sealing.join(opened(lock, "inkoper", "opdrachtgever"))
    assert sealing.unseal(private, sealing.seal(lock.public_key, plain, OFFER), OFFER) == plain


def test_a_lost_share_is_replaced_by_the_two_others(persons, lock):
    """The recovery ceremony: the auditor forgot his passphrase before closing."""
    blob = sealing.seal(lock.public_key, b"cv", OFFER)
    private = sealing.join(opened(lock, "inkoper", "opdrachtgever"))
    fresh = "een heel nieuwe zin vol woorden"
    keys = persons | {"auditor": sealing.person_key(fresh, cost=CHEAP)}
    renewed = sealing.renew_shares(private, keys, CONTENT)
    theirs = [
        sealing.open_share(renewed["auditor"], fresh, CONTENT),
        sealing.open_share(renewed["inkoper"], PHRASES["inkoper"], CONTENT),
    ]
    assert sealing.unseal(sealing.join(theirs), blob, OFFER) == b"cv"
    with pytest.raises(sealing.WrongShare):
        sealing.join([theirs[0], *opened(lock, "inkoper")])


def test_a_new_passphrase_opens_the_same_share_and_the_old_one_no_more(lock):
    fresh = "vandaag een ander wachtwoord"
    key = sealing.person_key(fresh, cost=CHEAP)
    moved = sealing.seal_again(lock.shares["inkoper"], PHRASES["inkoper"], CONTENT, key)
    assert sealing.open_share(moved, fresh, CONTENT) == opened(lock, "inkoper")[0]
    with pytest.raises(sealing.WrongPassphrase):
        sealing.open_share(moved, PHRASES["inkoper"], CONTENT)


def test_what_is_kept_holds_no_secret_and_can_be_compared(persons, lock):
    private = sealing.join(opened(lock, "inkoper", "auditor"))
    kept = b"".join([*persons.values(), lock.public_key, *lock.shares.values()])
    assert private not in kept
    assert public_of(private) == lock.public_key
    assert len({sealing.fingerprint_of(key) for key in persons.values()}) == 3
    assert len(sealing.fingerprint_of(persons["inkoper"]).split()) == 8
    with pytest.raises(sealing.Changed):
        sealing.fingerprint_of(b"SPP1")


def test_a_key_costs_what_it_should():
    key = sealing.person_key("zo duur als in het echt is")
    assert key[4] == COST >= 17
    lock = sealing.new_lock({"a": key, "b": sealing.person_key("en nog iemand anders", cost=CHEAP)}, CONTENT)
    assert len(sealing.open_share(lock.shares["a"], "zo duur als in het echt is", CONTENT)) == 58


@pytest.mark.parametrize(("left", "right", "product"), [(0x53, 0xCA, 1), (0x57, 0x83, 0xC1), (0x57, 0x13, 0xFE)])
def test_the_field_is_that_of_the_standard(left, right, product):
    """The examples of FIPS 197, section 4.2."""
    assert shamir.multiply(left, right) == product


def test_every_element_but_zero_has_an_inverse():
    assert all(shamir.multiply(element, shamir.inverse(element)) == 1 for element in range(1, 256))
    with pytest.raises(ZeroDivisionError):
        shamir.inverse(0)


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=32), st.integers(2, 6), st.integers(0, 4), st.randoms(use_true_random=False))
def test_enough_shares_give_the_secret_whichever_they_are(secret, need, more, random):
    shares = shamir.split(secret, of=need + more, need=need)
    chosen = random.sample(sorted(shares), need)
    assert shamir.combine({number: shares[number] for number in chosen}) == secret


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=8), st.integers(1, 3), st.data())
def test_one_share_tells_nothing(secret, number, data):
    """Every secret is consistent with one share, by exactly one second share: all are equally likely."""
    share = shamir.split(secret, of=3, need=2)[number]
    other = data.draw(st.binary(min_size=len(secret), max_size=len(secret)))
    slope = bytes(
        shamir.multiply(left ^ right, shamir.inverse(number)) for left, right in zip(share, other, strict=True)
    )
    assert shamir.split(other, of=3, need=2, random=lambda _: slope)[number] == share


def test_one_byte_of_a_share_takes_every_value_for_every_secret():
    for secret in (0, 1, 254):
        values = {shamir.split(bytes([secret]), of=3, need=2, random=lambda _, c=c: bytes([c]))[2] for c in range(256)}
        assert len(values) == 256


@pytest.mark.parametrize("shares", [{1: b"ab", 2: b"a"}, {0: b"ab", 2: b"cd"}, {1: b"ab", 256: b"cd"}, {}])
def test_what_are_no_shares_is_refused(shares):
    with pytest.raises(ValueError, match="not shares"):
        shamir.combine(shares)
