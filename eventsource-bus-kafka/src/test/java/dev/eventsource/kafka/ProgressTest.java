// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class ProgressTest {

    @Test
    void it_never_passes_what_is_not_done() {
        Progress progress = new Progress(10);
        for (long offset = 10; offset < 15; offset++) {
            assertThat(progress.arrives(offset)).isTrue();
        }
        progress.done(11);
        progress.done(13);
        assertThat(progress.low()).isEqualTo(10);
        assertThat(progress.stretches(100)).isEqualTo("1+1,1+1");
        assertThat(progress.backlog(15)).isEqualTo(3);

        progress.done(10);
        assertThat(progress.low()).isEqualTo(12);
        assertThat(progress.stretches(100)).isEqualTo("1+1");
        progress.done(12);
        progress.done(14);
        assertThat(progress.low()).isEqualTo(15);
        assertThat(progress.stretches(100)).isEmpty();
    }

    @Test
    void offsets_without_a_record_hold_nothing_up() {
        Progress progress = new Progress(0);
        progress.arrives(0);
        progress.arrives(2);
        progress.done(2);
        progress.done(0);
        assertThat(progress.low()).isEqualTo(3);
        assertThat(progress.passTo(4)).isTrue();
        assertThat(progress.passTo(4)).isFalse();
        assertThat(progress.low()).isEqualTo(4);
    }

    @Test
    void what_was_done_and_committed_does_not_come_again() {
        Progress progress = Progress.of(new OffsetAndMetadata(10, "1+2,3+1\nnote 1+1"));
        assertThat(progress.arrives(10)).isTrue();
        assertThat(progress.arrives(11)).isFalse();
        assertThat(progress.arrives(12)).isFalse();
        assertThat(progress.arrives(13)).isTrue();
        assertThat(progress.arrives(16)).isFalse();
        assertThat(progress.arrives(17)).isTrue();
        progress.done(10);
        assertThat(progress.low()).isEqualTo(13);
    }

    @Test
    void the_nearest_stretches_are_kept_if_not_all_fit() {
        Progress progress = new Progress(0);
        for (long offset = 0; offset < 1_000; offset += 2) {
            progress.arrives(offset);
            progress.done(offset + 1);
        }
        String cut = progress.stretches(20);
        assertThat(cut).hasSizeLessThanOrEqualTo(20).startsWith("1+1,1+1");
        assertThat(Progress.of(new OffsetAndMetadata(0, cut)).arrives(1)).isFalse();
    }

    /** Against the simplest thing that could be right: a set. */
    @Test
    void it_knows_what_a_set_would_know() {
        Random random = new Random(4711);
        for (int round = 0; round < 200; round++) {
            Progress progress = new Progress(5);
            Set<Long> open = new HashSet<>();
            long next = 5;
            for (int step = 0; step < 200; step++) {
                if (random.nextInt(3) > 0 || open.isEmpty()) {
                    next += random.nextInt(8) == 0 ? random.nextInt(3) : 0;
                    assertThat(progress.arrives(next)).isTrue();
                    open.add(next++);
                } else {
                    long done = open.stream()
                            .skip(random.nextInt(open.size()))
                            .findFirst()
                            .orElseThrow();
                    open.remove(done);
                    progress.done(done);
                }
                if (random.nextInt(20) == 0) {
                    progress = again(progress, next, open);
                }
                long low = open.stream().min(Long::compare).orElse(next);
                assertThat(progress.low()).isEqualTo(low);
                assertThat(progress.backlog(next)).isEqualTo(open.size());
            }
        }
    }

    private static Progress again(Progress progress, long next, Set<Long> open) {
        Progress again = Progress.of(new OffsetAndMetadata(progress.low(), progress.stretches(Integer.MAX_VALUE)));
        for (long offset = progress.low(); offset < next; offset++) {
            assertThat(again.arrives(offset)).isEqualTo(open.contains(offset));
        }
        return again;
    }

    @Test
    void a_note_lies_below_the_stretches_and_loses_its_oldest_lines_first() {
        Progress progress = new Progress(3);
        progress.arrives(3);
        progress.arrives(4);
        progress.done(4);
        OffsetAndMetadata committed = CommittedNote.commit(progress, "1 a\n2 b");
        assertThat(committed.offset()).isEqualTo(3);
        assertThat(CommittedNote.note(committed)).isEqualTo("1 a\n2 b");
        assertThat(Progress.of(committed).backlog(5)).isEqualTo(1);

        String lines = ("1 " + "x".repeat(97) + "\n").repeat(60) + "2 last";
        OffsetAndMetadata cut = CommittedNote.commit(progress, lines);
        assertThat(cut.metadata()).hasSizeLessThan(4_096).endsWith("2 last");
        assertThat(CommittedNote.note(new OffsetAndMetadata(1, ""))).isEmpty();
    }
}
