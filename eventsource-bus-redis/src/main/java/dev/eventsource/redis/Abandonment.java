// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.GroupState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of groups that have no member while messages pile up for them: they fill Redis until the limit is reached. */
final class Abandonment {

    private static final Logger log = LoggerFactory.getLogger(Abandonment.class);

    private final GroupStates states;
    private final Duration every;
    private final Map<String, Long> looked = new ConcurrentHashMap<>();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** @param every how often to look, and how long a group may have been left alone before that is worth a word */
    Abandonment(GroupStates states, Duration every) {
        this.states = states;
        this.every = every;
    }

    /** Looks, if it is time to. Called by who publishes. */
    void look(String topic) {
        long now = System.nanoTime();
        Long last = looked.get(topic);
        if (last != null && now - last < every.toNanos()) {
            return;
        }
        looked.put(topic, now);
        try {
            states.of(topic).forEach(group -> judge(topic, group));
        } catch (BusException e) {
            log.debug("The groups of {} could not be looked at: {}", topic, e.getMessage());
        }
    }

    private void judge(String topic, GroupState group) {
        String name = topic + "--" + group.name();
        Instant longAgo = Instant.now().minus(every);
        boolean abandoned = group.isAbandoned()
                && group.waitingSince().filter(longAgo::isAfter).isPresent();
        if (abandoned && warned.add(name)) {
            log.warn(
                    "Group {} of {} has no living member, and {} messages wait for it since {}: start one, or delete"
                            + " the group",
                    group.name(),
                    topic,
                    group.backlog(),
                    group.waitingSince().orElseThrow());
        } else if (!group.isAbandoned() && warned.remove(name)) {
            log.info("Group {} of {} is looked after again", group.name(), topic);
        }
    }
}
