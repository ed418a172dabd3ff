// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers.kafka;

import kafka.Kafka;
import kafka.tools.StorageTool;

/** One node of a Kafka, broker and controller in one, in a JVM of its own. */
public final class KafkaNode {

    private KafkaNode() {}

    /**
     * Runs until it is stopped.
     *
     * @param arguments the id of the cluster, and a file with the properties of the node, which is formatted if it is new
     */
    public static void main(String[] arguments) {
        String cluster = arguments[0];
        String properties = arguments[1];
        int failure = StorageTool.execute(
                new String[] {"format", "--ignore-formatted", "--cluster-id", cluster, "--config", properties},
                System.out);
        if (failure != 0) {
            System.exit(failure);
        }
        Kafka.main(new String[] {properties});
    }
}
