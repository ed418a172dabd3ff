// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.ConnectionFactory;
import dev.eventsource.observe.ObservedConnection;
import dev.eventsource.observe.Observer;
import java.time.Duration;

/**
 * The two connections of a bus: a broker that is short of memory or disk takes nothing more from a connection that
 * publishes, acknowledgements neither (https://www.rabbitmq.com/docs/alarms). So nothing is published on the one that consumes.
 *
 * @param outbound for all that is published, declared or looked at
 * @param inbound for what is consumed
 */
record Links(Link outbound, Link inbound, WriteWatch watch, Topology topology, Outlet outlet) implements AutoCloseable {

    static Links of(ConnectionFactory factory, RabbitEventBus.Options options) {
        Duration timeout = options.bus().timeout();
        Observer observer = options.bus().observer();
        String member = options.bus().member();
        Link outbound = new Link(factory, member + " out", timeout, new ObservedConnection(observer, "rabbitmq out"));
        WriteWatch watch = new WriteWatch(outbound, timeout);
        Outlet outlet = new Outlet(outbound, timeout, watch);
        Topology topology = new Topology(outbound, outlet, options);
        return new Links(
                outbound,
                new Link(factory, member + " in", timeout, new ObservedConnection(observer, "rabbitmq in")),
                watch,
                topology,
                outlet);
    }

    @Override
    public void close() {
        watch.close();
        inbound.close();
        outbound.close();
    }
}
