// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.util.ArrayList;
import java.util.List;

/** How a server of the tests is set up. */
final class PostgresSettings {

    /**
     * A commit that was answered must survive the death of the server's processes: synchronous. It need not survive a
     * loss of power: no fsync. What a killed server leaves in shared memory is put into files, which go with its
     * folder.
     */
    private static final List<String> ALWAYS = List.of(
            "synchronous_commit=on",
            "fsync=off",
            "max_connections=200",
            "max_prepared_transactions=10",
            "shared_buffers=32MB",
            "dynamic_shared_memory_type=mmap");

    private static final List<String> PRIVATE = List.of("listen_addresses=127.0.0.1", "unix_socket_directories=");

    private PostgresSettings() {}

    /** For a process of this machine; the later of two settings counts. */
    static List<String> forTests(List<String> settings) {
        List<String> all = new ArrayList<>(ALWAYS);
        all.addAll(PRIVATE);
        all.addAll(settings);
        return all;
    }

    static List<String> forContainer(List<String> settings) {
        List<String> all = new ArrayList<>(ALWAYS);
        all.addAll(settings);
        return all;
    }
}
