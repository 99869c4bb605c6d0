/** Synch jobs: pages and permits, what a page leaves behind, parked records, full synchronization. */
package io.kytkin.sync;
