// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.redis.Progress.Acknowledgement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static Entry entry(String id) {
        return new Entry(0, false, id, List.of());
    }

    @Test
    void what_is_done_in_order_moves_the_place() {
        Progress progress = new Progress("0-0", 10, List.of());
        progress.read("1-0");
        progress.read("2-0");
        progress.done(entry("1-0"));
        progress.done(entry("2-0"));

        assertThat(progress.acknowledge()).isEqualTo(new Acknowledgement("2-0", 12, List.of(), List.of(), List.of()));
        assertThat(progress.hasChanged()).isFalse();
    }

    @Test
    void what_is_done_behind_a_hole_is_told_by_id_until_the_hole_closes() {
        Progress progress = new Progress("0-0", 0, List.of());
        List.of("1-0", "2-0", "3-0").forEach(progress::read);
        progress.done(entry("3-0"));
        assertThat(progress.acknowledge())
                .isEqualTo(new Acknowledgement("0-0", 0, List.of("3-0"), List.of(), List.of()));
        progress.done(entry("2-0"));
        progress.done(entry("1-0"));
        assertThat(progress.acknowledge())
                .isEqualTo(new Acknowledgement("3-0", 3, List.of(), List.of("3-0"), List.of()));
    }

    @Test
    void what_an_earlier_owner_has_done_is_not_done_again() {
        Progress progress = new Progress("1-0", 1, List.of("3-0"));
        assertThat(progress.read("2-0")).isTrue();
        assertThat(progress.read("3-0")).isFalse();
        progress.done(entry("2-0"));

        assertThat(progress.acknowledge().low()).isEqualTo("3-0");
    }

    @Test
    void replays_are_told_apart() {
        Progress progress = new Progress("0-0", 0, List.of());
        progress.done(new Entry(0, true, "5-0", List.of()));

        assertThat(progress.acknowledge().replayed()).containsExactly("5-0");
    }

    /** Whatever gets lost and is told twice, the server knows in the end what is done, and never more than that. */
    @Test
    void what_gets_lost_on_the_way_is_told_again() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Progress progress = new Progress("0", 0, List.of());
            List<String> open = new ArrayList<>();
            Set<String> done = new HashSet<>();
            Set<String> stored = new LinkedHashSet<>();
            long low = 0;
            for (int next = 1; next <= 60 || !open.isEmpty() || progress.hasChanged(); next++) {
                if (next <= 60) {
                    progress.read(Integer.toString(next));
                    open.add(Integer.toString(next));
                }
                if (!open.isEmpty() && random.nextInt(3) > 0) {
                    String one = open.remove(random.nextInt(Math.min(8, open.size())));
                    done.add(one);
                    progress.done(entry(one));
                }
                if (random.nextInt(3) == 0) {
                    Acknowledgement told = progress.acknowledge();
                    boolean arrives = random.nextInt(3) > 0;
                    if (arrives) {
                        low = Long.parseLong(told.low());
                        assertThat(told.count()).isEqualTo(low);
                        stored.addAll(told.adding());
                        told.removing().forEach(stored::remove);
                    }
                    if (!arrives || random.nextInt(3) == 0) {
                        progress.tellAgain(told);
                    }
                    for (long id = 1; id <= low; id++) {
                        assertThat(done).contains(Long.toString(id));
                    }
                    assertThat(done).containsAll(stored);
                }
            }
            assertThat(low).as("seed " + seed).isEqualTo(60);
            assertThat(stored).as("seed " + seed).isEmpty();
        }
    }
}
