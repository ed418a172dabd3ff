// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.eventsource.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StoreValuesTest {

    @Test
    void a_page_may_be_empty_and_keeps_its_events() {
        List<RecordedEvent> events = new ArrayList<>(List.of(Loans.recorded(4, "1", 1)));
        EventPage page = new EventPage(3, 4, true, events);
        events.clear();

        assertThat(page.events()).hasSize(1).isUnmodifiable();
        assertThat(new EventPage(3, 3, true, List.of()).events()).isEmpty();
    }

    @Test
    void a_page_does_not_end_before_its_begin() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventPage(3, 2, false, List.of()))
                .withMessageContainingAll("2", "3");
    }

    @Test
    void the_result_of_an_append_to_one_stream_has_one_version() {
        assertThat(new AppendResult(List.of(7L), 1, 2).version()).isEqualTo(7);
        assertThatIllegalStateException()
                .isThrownBy(() -> new AppendResult(List.of(1L, 2L), 1, 2).version())
                .withMessageContaining("versions()");
    }

    @Test
    void a_lost_answer_names_the_ids_to_append_again() {
        List<UUID> ids = List.of(new UUID(0, 2), new UUID(0, 1));
        AppendOutcomeUnknownException unknown = new AppendOutcomeUnknownException("lost", ids, null);

        assertThat(unknown.ids()).containsExactlyElementsOf(ids);
    }

    @Test
    void an_unknown_url_lists_what_is_known_and_a_known_one_names_its_artifact() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Storages.open("file:loans"))
                .withMessageContainingAll("memory:", "jdbc:sqlite:", "jdbc:postgresql:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Storages.open("jdbc:sqlite:loans.db"))
                .withMessageContaining("dev.eventsource:eventsource-sqlite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Storages.migrate("jdbc:postgresql://localhost/loans"))
                .withMessageContaining("dev.eventsource:eventsource-postgres");
    }
}
