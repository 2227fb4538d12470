/** What is taken for the address of a program, for class-validator. */
export const HTTP_ADDRESS = {
  protocols: ['http', 'https'],
  require_protocol: true,
  require_tld: false,
  disallow_auth: true,
};
export const HTTP_ADDRESS_WANTED = 'Enter an address such as http://proxbox:8800, without a user name in it.';
