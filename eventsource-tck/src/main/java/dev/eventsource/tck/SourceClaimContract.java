// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.outbox.Item;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a source gives to whom. */
abstract class SourceClaimContract extends SourceSuite {

    @Test
    void what_has_no_key_is_taken_by_itself_and_once() throws Exception {
        put(null, 1);
        put(null, 2);
        put(null, 3);

        assertThat(source.claim("first", 2, LONG))
                .extracting(item -> item.text("number"))
                .containsExactly("1", "2");
        assertThat(source.claim("second", 10, LONG))
                .extracting(item -> item.text("number"))
                .containsExactly("3");
        assertThat(source.claim("third", 10, LONG)).isEmpty();
    }

    @Test
    void what_another_runner_has_taken_is_left_alone_until_its_lease_is_over() throws Exception {
        put("a", 1);
        put("a", 2);
        put("b", 3);
        assertThat(source.claim("first", 1, Duration.ofSeconds(3))).hasSize(1);

        assertThat(source.claim("second", 10, Duration.ofSeconds(3)))
                .extracting(Item::key)
                .containsExactly("b");

        await().until(() -> source.claim("third", 10, LONG).size() >= 2);
    }

    @Test
    void who_releases_too_late_takes_nothing_away_from_the_next_runner() throws Exception {
        put("a", 1);
        put("a", 2);
        List<Item> late = takenByWhoIsTooLate(2);

        source.release(late);

        assertThat(source.claim("third", 10, LONG)).isEmpty();
    }

    @Test
    void who_fails_too_late_has_no_say() throws Exception {
        put("a", 1);
        List<Item> late = takenByWhoIsTooLate(1);

        source.failed(late.get(0), "too late", Duration.ofMillis(1));
        source.gaveUp(late.get(0), "too late");

        assertThat(errors()).isEmpty();
        assertThat(open()).isEqualTo(1);
        assertThat(source.claim("third", 10, LONG)).isEmpty();
    }

    /** So many, whose lease is over, and which another runner has now. */
    private List<Item> takenByWhoIsTooLate(int count) {
        Duration brief = Duration.ofMillis(200);
        List<Item> late = await().until(() -> source.claim("late", 10, brief), items -> items.size() == count);
        await().until(() -> source.claim("next", 10, LONG).size() == count);
        return late;
    }

    @Test
    void what_comes_to_stand_before_what_another_runner_has_is_taken_alone() throws Exception {
        put("a", 1);
        put("a", 2);
        put("a", 3);
        Item first = source.claim("first", 1, LONG).get(0);
        source.gaveUp(first, "no such customer");
        assertThat(source.claim("second", 10, LONG))
                .extracting(item -> item.text("number"))
                .containsExactly("2", "3");
        retryGivenUp();

        assertThat(source.claim("third", 10, LONG))
                .extracting(item -> item.text("number"))
                .containsExactly("1");
    }

    @Test
    void a_claim_takes_of_each_key_the_oldest() throws Exception {
        for (int i = 1; i <= 9; i++) {
            put("k" + (i - 1) / 3, i);
        }
        List<Item> items = source.claim("runner", 5, LONG);
        assertThat(items).extracting(item -> item.text("number")).containsExactly("1", "2", "3", "4", "7");
    }
}
