// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

/**
 * What the appends of a workload look like.
 *
 * @param processes over which the writers are spread evenly
 * @param writers in all
 * @param tags of each event
 */
record Shape(int processes, int writers, int eventsPerAppend, boolean hotStream, int tags) {

    static Shape of(int writers, int eventsPerAppend) {
        return new Shape(1, writers, eventsPerAppend, false, 0);
    }

    Shape onOneStream() {
        return new Shape(processes, writers, eventsPerAppend, true, tags);
    }

    Shape withTags(int number) {
        return new Shape(processes, writers, eventsPerAppend, hotStream, number);
    }

    Shape inProcesses(int number) {
        return new Shape(number, writers, eventsPerAppend, hotStream, tags);
    }

    int writersPerProcess() {
        return writers / processes;
    }

    /** The writers, for the first column of a table. */
    String label() {
        return (processes == 1 ? "" + writers : processes + " × " + writersPerProcess())
                + (hotStream ? ", one stream" : "")
                + (tags == 0 ? "" : ", " + tags + " tags");
    }
}
