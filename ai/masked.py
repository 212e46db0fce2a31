"""Requests without personal data, and results with it again."""

from ai.masking import Masking
from ai.types import (
    Analysis,
    AnalysisRequest,
    Answer,
    AnswerRequest,
    Assessment,
    Sentence,
    Summary,
    SummaryRequest,
    ThreadMessage,
    TicketToTriage,
    Triage,
)
from ai.types.analysing import SUMMARY_LENGTH, TITLE_LENGTH


def mask_question(request: AnswerRequest, masking: Masking) -> AnswerRequest:
    """What the customer and the team said. The passages are the team's own texts and stay as they are."""
    history = tuple(turn.model_copy(update={"text": masking.mask(turn.text)}) for turn in request.history)
    return request.model_copy(update={"question": masking.mask(request.question), "history": history})


def restore_sentence(sentence: Sentence, masking: Masking) -> Sentence:
    return sentence.model_copy(update={"text": masking.restore(sentence.text)})


def restore_answer(answer: Answer, masking: Masking) -> Answer:
    sentences = tuple(restore_sentence(sentence, masking) for sentence in answer.sentences)
    question = masking.restore(answer.clarifying_question)
    struck = tuple(masking.restore(text) for text in answer.struck)
    return answer.model_copy(
        update={"sentences": sentences, "struck": struck, "clarifying_question": question}
    )


def mask_thread(request: SummaryRequest, masking: Masking) -> SummaryRequest:
    messages = _mask_messages(request.messages, masking)
    return request.model_copy(update={"subject": masking.mask(request.subject), "messages": messages})


def restore_summary(summary: Summary, masking: Masking) -> Summary:
    lines = tuple(line.model_copy(update={"text": masking.restore(line.text)}) for line in summary.lines)
    return summary.model_copy(update={"lines": lines})


def mask_ticket(request: TicketToTriage, masking: Masking) -> TicketToTriage:
    """The ticket and the earlier ones. Known issues and categories are the team's own and stay so."""
    corrected = tuple(one.model_copy(update={"text": masking.mask(one.text)}) for one in request.corrected)
    return request.model_copy(update={"text": masking.mask(request.text), "corrected": corrected})


def restore_assessment(assessment: Assessment, masking: Masking) -> Assessment:
    questions = tuple(masking.restore(question) for question in assessment.questions)
    return assessment.model_copy(update={"questions": questions})


def restore_triage(triage: Triage, masking: Masking) -> Triage:
    words = {name: masking.restore(getattr(triage, name)) for name in ("summary", "next_action")}
    return triage.model_copy(update=words)


def mask_chat(request: AnalysisRequest, masking: Masking) -> AnalysisRequest:
    return request.model_copy(update={"messages": _mask_messages(request.messages, masking)})


def restore_analysis(analysis: Analysis, masking: Masking) -> Analysis:
    """Cut to their length again: a value may be longer than what stood for it."""
    suggestions = tuple(
        one.model_copy(
            update={
                "title": masking.restore(one.title)[:TITLE_LENGTH],
                "summary": masking.restore(one.summary)[:SUMMARY_LENGTH],
            }
        )
        for one in analysis.suggestions
    )
    insights = tuple(
        one.model_copy(
            update={
                "content": masking.restore(one.content)[:SUMMARY_LENGTH],
                "context": masking.restore(one.context),
            }
        )
        for one in analysis.insights
    )
    return analysis.model_copy(update={"suggestions": suggestions, "insights": insights})


def _mask_messages(messages: tuple[ThreadMessage, ...], masking: Masking) -> tuple[ThreadMessage, ...]:
    return tuple(message.model_copy(update={"text": masking.mask(message.text)}) for message in messages)
