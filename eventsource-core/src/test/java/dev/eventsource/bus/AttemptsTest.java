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
    void an_attempt_that_could_not_be_noted_has_not_begun() throws Exception {
        attempts.load();
        notes.broken = true;
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> attempts.begin(arrival, 1)).isInstanceOf(IOException.class);
            assertThat(attempts.of(arrival)).isZero();
        }
        notes.broken = false;

        attempts.begin(arrival, 1);

        assertThat(attempts.of(arrival)).isEqualTo(1);
        assertThat(notes.text).as("it could have been the last owner's end").isEqualTo("1 7");
    }

    @Test
    void nor_has_a_later_one() throws Exception {
        attempts.load();
        attempts.begin(arrival, 1);
        attempts.failed(arrival, 1);
        notes.broken = true;

        assertThatThrownBy(() -> attempts.begin(arrival, 2)).isInstanceOf(IOException.class);

        assertThat(attempts.of(arrival)).isEqualTo(1);
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
