/** Couplings: which ERP record is which CRM record, how a new one is reserved, and who may write them. */
package io.kytkin.coupling;
