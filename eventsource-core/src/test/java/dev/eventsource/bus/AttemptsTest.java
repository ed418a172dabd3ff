// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttemptsTest {

    private final Notes notes = new Notes();
    private final Attempts attempts = new Attempts(notes, 1);
    private final Arrival arrival = new Arrival("7", "place", new Envelope(Map.of(), new byte[0]));

    @Test
    void who_begins_leaves_a_mark_and_takes_it_back() throws Exception {
        attempts.load();
        assertThat(notes.text).isEqualTo("*\n");

        attempts.begin(arrival, 1);
        attempts.forget(arrival);
        assertThat(notes.text).as("nobody died: a first attempt is not noted").isEqualTo("*\n");

        attempts.end();
        assertThat(notes.text).isEmpty();
    }

    @Test
    void a_failure_is_noted_for_the_next_owner() throws Exception {
        attempts.load();
        attempts.begin(arrival, 1);
        attempts.failed(arrival, 1);
        assertThat(notes.text).isEqualTo("*\n1 7");
        attempts.end();

        Attempts next = new Attempts(notes, 1);
        next.load();

        assertThat(next.of(arrival)).isEqualTo(1);
    }

    @Test
    void after_a_death_an_attempt_that_could_not_be_noted_has_not_begun() throws Exception {
        notes.text = "*\n";
        attempts.load();
        notes.broken = true;
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> attempts.begin(arrival, 1)).isInstanceOf(IOException.class);
            assertThat(attempts.of(arrival)).isZero();
        }
        notes.broken = false;

        attempts.begin(arrival, 1);

        assertThat(attempts.of(arrival)).isEqualTo(1);
        assertThat(notes.text).as("it could have been the last owner's end").isEqualTo("*\n1 7");
    }

    @Test
    void what_ends_with_its_member_is_taken_back() throws Exception {
        notes.text = "*\n1 7";
        attempts.load();
        attempts.begin(arrival, 2);

        attempts.takeBack(arrival, 2);
        attempts.end();

        assertThat(notes.text).isEqualTo("1 7");
    }

    @Test
    void a_failure_that_could_not_be_noted_is_noted_when_the_next_attempt_begins() throws Exception {
        attempts.load();
        attempts.begin(arrival, 1);
        notes.broken = true;
        attempts.failed(arrival, 1);

        assertThatThrownBy(() -> attempts.begin(arrival, 2)).isInstanceOf(IOException.class);
        assertThat(attempts.of(arrival)).isEqualTo(1);

        notes.broken = false;
        attempts.begin(arrival, 2);
        assertThat(notes.text).isEqualTo("*\n2 7");
    }

    private static final class Notes implements OwnedPartition {

        private String text = "";
        private boolean broken;

        @Override
        public boolean isOwned() {
            return true;
        }

        @Override
        public String note() {
            return text;
        }

        @Override
        public void note(String note) throws IOException {
            if (broken) {
                throw new IOException("out of reach");
            }
            text = note;
        }

        @Override
        public void done(Arrival arrival) {}

        @Override
        public void bury(Arrival arrival, DeadMessage letter) {}

        @Override
        public void roomAgain() {}
    }
}
