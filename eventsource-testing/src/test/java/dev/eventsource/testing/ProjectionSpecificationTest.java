// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.handling.EventHandlers;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.json.JacksonStateCodec;
import dev.eventsource.projection.Documents;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.ReadModel;
import dev.eventsource.store.Storage;
import dev.eventsource.testing.LoanDesk.Approved;
import dev.eventsource.testing.LoanDesk.Noted;
import dev.eventsource.testing.LoanDesk.Submitted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class ProjectionSpecificationTest {

    record Outcome(String applicant, String approvedBy) {}

    private static final ReadModel OUTCOMES = ReadModel.named("outcomes").keeping("outcomes");
    private static final ProjectionSpecification PROJECTION = ProjectionSpecification.of(
            LoanDesk.CODEC,
            Projection.of(
                    OUTCOMES,
                    EventHandlers.builder(LoanDesk.CODEC)
                            .on(
                                    Submitted.class,
                                    (event, recorded, tx) -> outcomes(tx)
                                            .put(
                                                    recorded.stream().key(),
                                                    new Outcome(event.applicant(), ""),
                                                    ExpectedVersion.any()))
                            .on(
                                    Approved.class,
                                    (event, recorded, tx) -> outcomes(tx)
                                            .put(
                                                    recorded.stream().key(),
                                                    new Outcome(
                                                            outcomes(tx)
                                                                    .get(recorded.stream()
                                                                            .key())
                                                                    .orElseThrow()
                                                                    .content()
                                                                    .applicant(),
                                                            event.by()),
                                                    ExpectedVersion.any()))
                            .build()));

    private static Documents<Outcome> outcomes(Storage storage) {
        return new Documents<>(storage, OUTCOMES.collection("outcomes"), new JacksonStateCodec<>(Outcome.class));
    }

    @Test
    void documents_are_shown_by_example() throws Exception {
        PROJECTION
                .given("loan-1", LoanDesk.SUBMITTED, new Noted("not wanted"), new Approved("Grace"))
                .thenDocument("outcomes", "1", new Outcome("ada", "Grace"))
                .and("loan-2", LoanDesk.SUBMITTED)
                .thenDocument("outcomes", "2", new Outcome("ada", ""))
                .thenNoDocument("outcomes", "3")
                .thenDocuments("outcomes", Map.of("1", new Outcome("ada", "Grace"), "2", new Outcome("ada", "")))
                .then(storage -> assertThat(outcomes(storage).get("1")).isPresent());
        PROJECTION.given("loan-1").thenDocuments("outcomes", Map.of());
    }

    @Test
    void handlers_are_shown_by_example_on_any_storage() throws Exception {
        List<Object> seen = new ArrayList<>();
        Storage storage = new InMemoryStorage();

        ProjectionSpecification.of(
                        LoanDesk.CODEC,
                        EventHandlers.builder(LoanDesk.CODEC)
                                .on(Approved.class, (event, recorded, tx) -> {
                                    seen.add(event);
                                    tx.documents().put("plain", "1", Payload.of("{}"), ExpectedVersion.any());
                                })
                                .build())
                .on(storage)
                .given("loan-1", LoanDesk.SUBMITTED, new Approved("Grace"))
                .and(
                        "loan-1",
                        EventBuilder.of("LoanApproved", "{\"by\":\"Ada\"}").data())
                .then(its -> assertThat(its).isSameAs(storage))
                .thenDocument("plain", "1", new Empty());

        assertThat(seen).containsExactly(new Approved("Grace"), new Approved("Ada"));
    }

    record Empty() {}

    @Test
    void another_document_is_shown_field_by_field() {
        Projected projected = PROJECTION.given("loan-1", LoanDesk.SUBMITTED).and("loan-2", LoanDesk.SUBMITTED);

        Fails.with(() -> projected.thenDocument("outcomes", "1", new Outcome("ada", "Grace")))
                .isEqualTo("""
                        Document outcomes/1 is another than expected:
                        - Outcome[applicant=ada, approvedBy=Grace]
                        + Outcome[applicant=ada, approvedBy=]
                          ≠ approvedBy: expected Grace, was\s

                        given  loan-1  %1$s
                               loan-2  %1$s""".formatted(LoanDesk.SUBMITTED));
        Fails.with(() -> projected.thenDocument("outcomes", "3", new Outcome("ada", "Grace")))
                .startsWith("There is no document outcomes/3; there is 1, 2\n\ngiven  loan-1");
        Fails.with(() -> PROJECTION.given("loan-1").thenDocument("outcomes", "3", new Outcome("ada", "Grace")))
                .startsWith("There is no document outcomes/3; there are none");
        Fails.with(() -> projected.thenNoDocument("outcomes", "1"))
                .startsWith(
                        "There was to be no document outcomes/1, and there is one:\n+ {\"applicant\":\"ada\",\"approvedBy\":\"\"}");
        Fails.with(() -> projected.thenDocuments("outcomes", Map.of("3", new Outcome("", ""))))
                .startsWith("Collection outcomes has other documents than expected:\n- [3]\n+ [1, 2]");
    }

    @Test
    void a_handler_that_fails_is_the_cause_and_its_event_is_marked() {
        AssertionError failure = Fails.error(() -> PROJECTION.given("loan-1", new Noted("x"), new Approved("Grace")));

        assertThat(failure).hasCauseInstanceOf(NoSuchElementException.class).hasMessage("""
                        outcomes@1 has failed with java.util.NoSuchElementException: No value present

                        given  loan-1  Noted[text=x]
                               loan-1  Approved[by=Grace]   (here)""");
    }
}
