// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.Storage;

/**
 * An event on its way to its handler.
 *
 * @param recorded the event as it is stored
 * @param storage through which the handler writes: the view of the transaction in which it is delivered, or the storage
 *     itself if there is none
 */
public record Delivered(RecordedEvent recorded, Storage storage) {}
