export { changeChannel, changeContact, changeFallback, type ReceivesBy } from './agencies.ts';
export type { By } from './by.ts';
export { addCertificate, withdrawCertificate } from './certificates.ts';
export { type ChannelTest, testChannel } from './channel-test.ts';
export { channelTestWords } from './channel-test-words.ts';
export { addConnection, changeConnection, switchConnection } from './connections.ts';
export { administrationErrors } from './errors.ts';
export { acceptRequest, refuseRequest } from './requests.ts';
export { addSystem, assignSystem, issueVxpSecret, renewKey, stopSystem, switchAxis } from './systems.ts';
