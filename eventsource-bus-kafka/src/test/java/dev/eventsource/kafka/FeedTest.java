// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FeedTest {

    private final Feed feed = Feed.begun(new TopicPartition("loans", 0), 0);

    @Test
    void what_two_commits_at_once_have_in_common_is_committed_once() {
        feed.done(0);
        Feed.Snapshot underWay = feed.snapshot("");
        assertThat(feed.done(1)).isEqualTo(3);
        Feed.Snapshot atOnce = feed.snapshot("");

        atOnce.isCommitted();
        assertThat(feed.uncommitted()).isZero();
        underWay.isCommitted();
        assertThat(feed.uncommitted()).isZero();
        assertThat(feed.done(2)).isEqualTo(1);
    }

    @Test
    void what_has_changed_while_a_commit_was_under_way_is_left_to_the_next_one() {
        Feed.Snapshot underWay = feed.snapshot("");
        feed.done(0);

        underWay.isCommitted();

        assertThat(feed.uncommitted()).isEqualTo(1);
    }
}
