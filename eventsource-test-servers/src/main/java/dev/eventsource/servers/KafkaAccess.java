// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

/**
 * How to get into a Kafka.
 *
 * @param bootstrap addresses for whoever comes directly
 * @param sasl the address for those with a password; empty if there is none
 * @param proxied the port that a proxy must lead to
 */
record KafkaAccess(String bootstrap, String sasl, int proxied, String password) {

    static final String USER = "test";
}
