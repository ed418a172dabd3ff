// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

/**
 * What everything of a topic is called in Redis. All of it has the topic as its hash tag, so that one script may touch it
 * all (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags).
 *
 * <ul>
 *   <li>{@code {es:loans}}: a hash: {@code partitions}; {@code born}, which tells a topic from one of the same name
 *       later; {@code t0} and so on, how many messages were trimmed off each part
 *   <li>{@code {es:loans}:p0}: the stream of a part
 *   <li>{@code {es:loans}:groups}: the set of the groups' names
 *   <li>{@code {es:loans}:g:billing}: a hash: {@code partitions}; for each part {@code low0}, up to which message all is
 *       done, {@code count0}, how many that are since the topic was created, {@code note0}; {@code token}, the last one
 *   <li>{@code {es:loans}:g:billing:members}: a sorted set of those alive, by when they are not any more
 *   <li>{@code {es:loans}:g:billing:o0}: the lease of a part: the token of its owner, expires
 *   <li>{@code {es:loans}:g:billing:d0}: the set of what is done behind {@code low0}
 *   <li>{@code {es:loans}:g:billing:r0}: the stream of what is replayed to this group
 *   <li>{@code {es:loans}:g:billing:dead}: the stream of its dead letters; {@code …:letters}: a hash, where each is in it
 *   <li>{@code {es:loans}:bell}: the channel on which is said that there is something to do
 * </ul>
 */
record Keys(String topic) {

    static Keys of(String prefix, String topic) {
        return new Keys("{" + prefix + ":" + topic + "}");
    }

    String part(int partition) {
        return topic + ":p" + partition;
    }

    String replays(String group, int partition) {
        return topic + ":g:" + group + ":r" + partition;
    }

    String letters(String group) {
        return topic + ":g:" + group + ":dead";
    }

    String bell() {
        return topic + ":bell";
    }
}
