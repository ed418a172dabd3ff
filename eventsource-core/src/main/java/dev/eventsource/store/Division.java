// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.util.List;
import java.util.Map;

/**
 * How the partitions of a subscription are divided at the moment.
 *
 * @param members the processes that are alive and work on it, in the order of their names
 * @param owners of partitions that somebody who is alive owns
 */
public record Division(List<String> members, Map<Integer, String> owners) {

    public Division {
        members = members.stream().sorted().toList();
        owners = Map.copyOf(owners);
    }
}
