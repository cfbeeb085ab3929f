// Owns: contact groups as labels: listing, creating, renaming and deleting them through People API. Leaves to others:
// who is in them (google-memberships.ts), merging and repeating (sync/labels.ts).
import type { Json, JsonObject } from '../../core/json.ts';
import type { ListedLabel } from '../../core/label-merge.ts';
import { AppError } from '../../core/errors.ts';
import { badResponse } from '../http.ts';
import type { KeyedLabels, ProviderAccount } from '../provider.ts';
import type { GoogleReply, GoogleRequest } from './google-client.ts';
import { bodyOf } from './google-client.ts';
import { GROUP, NOT_ADDABLE, STARRED } from './google-memberships.ts';
import { isObject } from './google-values.ts';

/** People API: contactGroups.list gives 30 unless told, 1,000 at most. */
const PAGE_SIZE = 1000;
const FIELDS = 'name,groupType,metadata';

/** Contact groups of all accounts. */
export function googleLabels(request: GoogleRequest): KeyedLabels {
  return {
    kind: 'keyed',
    list: (account, signal) => listGroups(request, account, signal),

    create: async (account, name, signal) => {
      const requestBody = { contactGroup: { name }, readGroupFields: FIELDS };
      const reply = await request(
        account,
        'contactGroups.create',
        (_people, options, groups) => groups.create({ requestBody }, options),
        signal,
      );
      return labelIn(bodyOf(understood(reply, name)), account);
    },

    rename: async (account, { ref, etag, name }, signal) => {
      const contactGroup = { ...(etag === null ? {} : { etag }), name };
      const requestBody = { contactGroup, updateGroupFields: 'name', readGroupFields: FIELDS };
      const reply = await request(
        account,
        'contactGroups.update',
        (_people, options, groups) => groups.update({ resourceName: ref, requestBody }, options),
        signal,
      );
      return labelIn(bodyOf(understood(reply, name)), account);
    },

    delete: async (account, ref, signal) => {
      const parameters = { resourceName: ref, deleteContacts: false };
      const reply = await request(
        account,
        'contactGroups.delete',
        (_people, options, groups) => groups.delete(parameters, options),
        signal,
      );
      bodyOf(understood(reply, ref));
    },

    canGive: (ref) => !NOT_ADDABLE.has(ref),
    exampleRef: (id) => `${GROUP}${id}`,
  };
}

async function listGroups(
  request: GoogleRequest,
  account: ProviderAccount,
  signal: AbortSignal | undefined,
): Promise<readonly ListedLabel[]> {
  const labels: ListedLabel[] = [];
  const seen = new Set<string>();
  let pageToken: string | undefined;
  do {
    const parameters = {
      pageSize: PAGE_SIZE,
      groupFields: FIELDS,
      ...(pageToken === undefined ? {} : { pageToken }),
    };
    const reply = await request(
      account,
      'contactGroups.list',
      (_people, options, groups) => groups.list(parameters, options),
      signal,
    );
    const body = bodyOf(reply);
    labels.push(...groupsIn(body['contactGroups'], account));
    const next = body['nextPageToken'];
    pageToken = typeof next === 'string' && next !== '' ? next : undefined;
    if (pageToken !== undefined && seen.has(pageToken))
      throw badResponse('a page of labels that leads back to itself', contextOf(account));
    seen.add(pageToken ?? '');
  } while (pageToken !== undefined);
  // Later pages repeat a group that moved meanwhile.
  return [...new Map(labels.map((label) => [label.ref, label])).values()];
}

const contextOf = (account: ProviderAccount) => ({ service: 'Google', account: account.id });

/** An absent list is an empty one, since Google leaves empty lists out. Starred is the contacts' field `favorite`. */
function groupsIn(list: Json | undefined, account: ProviderAccount): readonly ListedLabel[] {
  if (list === undefined || list === null) return [];
  const groups = Array.isArray(list) ? (list as readonly Json[]) : [null];
  return groups
    .map((group) => {
      if (!isObject(group)) throw badResponse('a list with something else than labels', contextOf(account));
      return group;
    })
    .filter((group) => !isDeleted(group) && group['resourceName'] !== STARRED)
    .map((group) => labelIn(group, account));
}

function isDeleted(group: JsonObject): boolean {
  return isObject(group['metadata']) && group['metadata']['deleted'] === true;
}

/** System groups have no etag, and a name for programs beside the one for people. */
function labelIn(group: JsonObject, account: ProviderAccount): ListedLabel {
  const { resourceName, etag, name, formattedName, groupType } = group;
  const kind = groupType === 'SYSTEM_CONTACT_GROUP' ? 'system' : 'user';
  const shown = kind === 'system' && typeof formattedName === 'string' ? formattedName : name;
  if (typeof resourceName !== 'string' || resourceName === '' || typeof shown !== 'string')
    throw badResponse('a label without a name', contextOf(account));
  return { ref: resourceName, etag: typeof etag === 'string' ? etag : null, name: shown, kind };
}

/** 409 says two things: another group has the name, or this one has changed since its etag. */
function understood(reply: GoogleReply, name: string): GoogleReply {
  if (reply.kind === 'answer') return reply;
  const { problem, context, error } = reply;
  if (problem === null) return reply;
  const known = { ...context, status: problem.status };
  if (problem.status === 409 && /etag/i.test(problem.message)) {
    const stale = new AppError(
      'provider.stale',
      `The label "${name}" has changed at Google meanwhile. Nothing was changed; the sync looks again.`,
      { retry: 'later', context: known },
    );
    return { ...reply, error: stale };
  }
  if (problem.status === 409) {
    const duplicate = new AppError(
      'provider.rejected',
      `Google has another label named "${name}". Nothing was changed there; give this one another name.`,
      { retry: 'afterUser', context: { ...known, reason: 'duplicateName' } },
    );
    return { ...reply, error: duplicate };
  }
  if (error.code !== 'provider.rejected') return reply;
  const refused = new AppError(
    'provider.rejected',
    `Google refused a change of the label "${name}": ${problem.message} It stays in Kith; change the label to try again.`,
    { retry: 'afterUser', context: { ...known, said: problem.message } },
  );
  return { ...reply, error: refused };
}
