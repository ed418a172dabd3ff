/** Read models: documents as objects of your classes. */
@NullMarked
package dev.eventsource.projection;

import org.jspecify.annotations.NullMarked;
